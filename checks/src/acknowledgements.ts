import { PolicyViolation, Validations } from 'aws-cdk-lib';
import { isReason } from 'cdk-break-glass/internal';
import { IConstruct } from 'constructs';

export const ACKNOWLEDGEMENT_RULE = 'AcknowledgementHasReason';
export const ACKNOWLEDGEMENT_INFO = 'A finding is acknowledged without a reason.';
export const ACKNOWLEDGEMENT_EXPLANATION = 'An auditor of the app must be able to read why an exception was made. Write a reason of at least '
  + '10 characters that says what holds instead; a placeholder such as TODO is none. This finding can\'t be acknowledged.';

/**
 * Acknowledgements that give no reason, of findings written as `BreakGlass-...` or as CDK's report spells them,
 * `BreakGlassChecks::BreakGlass-...`. Told apart from rules, and fatal to CDK, so that none can be silenced by itself.
 */
export function unreasonedAcknowledgements(scope: IConstruct, packName: string, pluginName: string): PolicyViolation[] {
  const finding = new RegExp(`^(annotation::|${pluginName}::)?${packName}-`, 'i');
  // Those above of the scope hold in it too.
  const paths = [...scope.node.scopes.slice(0, -1), ...scope.node.findAll()]
    .filter((construct) => acknowledgementsAt(construct).some(([id, reason]) => finding.test(id) && !isReason(reason))).map(({ node }) => node.path);
  if (paths.length === 0) { return []; }
  return [{
    ruleName: `${packName}-${ACKNOWLEDGEMENT_RULE}`,
    description: ACKNOWLEDGEMENT_INFO,
    severity: 'fatal',
    violatingResources: paths.map((constructPath) => ({ constructPath, locations: ['Metadata'] })),
  }];
}

function acknowledgementsAt(construct: IConstruct): [string, unknown][] {
  return construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data ?? {}));
}

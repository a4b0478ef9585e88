import { PolicyViolation, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

export const ACKNOWLEDGEMENT_RULE = 'AcknowledgementHasReason';
export const ACKNOWLEDGEMENT_INFO = 'A finding is acknowledged without a reason.';
export const ACKNOWLEDGEMENT_EXPLANATION = 'Whoever audits the app must be able to read why an exception was made. Write a reason of at least '
  + '10 characters that says what holds instead; a placeholder such as TODO is none. This finding can\'t be acknowledged.';

const PLACEHOLDER = /^\W*(todo|tbd|fixme|n\/?a|none|because|later|temp(orary)?|ignored?|suppress(ed)?|accepted|false positive)\W*$/i;
const SHORTEST = 10;

/** Acknowledgements of the pack's findings that give no reason. Told apart from rules, so that none can be silenced by itself. */
export function unreasonedAcknowledgements(scope: IConstruct, packName: string): PolicyViolation[] {
  const paths = scope.node.findAll().filter((construct) => acknowledgementsAt(construct)
    .some(([id, reason]) => id.replace(/^annotation::/i, '').startsWith(`${packName}-`) && !isReason(reason))).map(({ node }) => node.path);
  if (paths.length === 0) { return []; }
  return [{
    ruleName: `${packName}-${ACKNOWLEDGEMENT_RULE}`,
    description: ACKNOWLEDGEMENT_INFO,
    severity: 'error',
    violatingResources: paths.map((constructPath) => ({ constructPath, locations: ['Metadata'] })),
  }];
}

function acknowledgementsAt(construct: IConstruct): [string, unknown][] {
  return construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data ?? {}));
}

function isReason(reason: unknown): boolean {
  return typeof reason === 'string' && reason.trim().length >= SHORTEST && !PLACEHOLDER.test(reason);
}

import { join } from 'path';
import { PolicyViolatingResource, PolicyViolation, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Answer } from './answer';
import { counterExampleLines } from './counter-example';
import { groupedBy } from './model';
import { Acknowledged, ClaimResult } from './prove';
import { ResourceModel } from './resource';
import { counted } from '../private/texts';
import { visible } from '../private/visible';

const DEFAULT_REMEDY = 'Let the resource be as the library writes it, or accept the exception by Claims.acknowledge(construct, claim, reason)';
/** Places of a claim that the summary names. */
const PLACES = 5;
const NOT_ACKNOWLEDGEABLE = 'No resource stands for this, so it can\'t be acknowledged';

/**
 * What a failing or acknowledged claim is in a report of CDK: one violation for each resource.
 *
 * A failing one is fatal: CDK's own acknowledgement silences any other severity, in older versions in the whole app.
 */
export function violationsOf(result: ClaimResult, root: IConstruct): PolicyViolation[] {
  return [
    ...byResource(result.counterExamples).map(([about, examples]) => ({
      ruleName: result.id,
      severity: 'fatal',
      description: [`${result.title} (${result.id}).`, ...counterExampleLines(examples)].join('\n   '),
      fix: [(result.remedy ?? DEFAULT_REMEDY).replace(/\.$/, ''), ...(about ? [] : [NOT_ACKNOWLEDGEABLE])].join('. '),
      violatingResources: [placeOf(about, examples[0], root)],
    })),
    ...byResource(result.acknowledged).map(([about, examples]) => ({
      ruleName: result.id,
      severity: 'info',
      description: [`Acknowledged: ${visible((examples[0] as Acknowledged).reason)}`, `${result.title} (${result.id}).`, ...counterExampleLines(examples)].join('\n   '),
      violatingResources: [placeOf(about, examples[0], root)],
    })),
    ...result.stale.map(({ about, reason }) => ({
      ruleName: result.id,
      severity: 'warning',
      description: [`Acknowledged, but holds: ${reason}`, `${result.title} (${result.id}).`].join('\n   '),
      fix: 'Remove the acknowledgement: a later counter-example would be accepted by it',
      violatingResources: [resourceAt(about)],
    })),
  ];
}

/** Id of the finding that sums up the others. */
const SUMMARY = 'break-glass-proven';

/**
 * One more finding when claims fail, at no construct. The CDK's command line leaves out findings at constructs of stacks that the command doesn't
 * select, and those of stages it never selects by default: without this one it would pass.
 */
export function summaryOf(results: readonly ClaimResult[]): PolicyViolation[] {
  const failing = results.filter(({ verdict }) => verdict === 'fails');
  if (failing.length === 0) { return []; }
  const lines = failing.map(({ id, counterExamples }) => {
    const places = [...new Set(counterExamples.map(({ about, subject }) => about?.path ?? about?.logicalId ?? subject))];
    return visible(`${id} at ${places.slice(0, PLACES).join(', ')}${places.length > PLACES ? ` and ${places.length - PLACES} more` : ''}`);
  });
  return [{
    ruleName: SUMMARY,
    severity: 'fatal',
    description: [`Break-glass access of the app isn't proven, stages and stacks that you didn't select included. ${counted(failing.length, 'claim fails', 'claims fail')}:`, ...lines].join('\n   '),
    fix: `Mend the resources. To accept a counter-example with its reason: Claims.acknowledge(construct, '${failing[0].id}', 'reason')`,
    violatingResources: [{ locations: [] }],
  }];
}

function byResource<T extends Answer>(examples: readonly T[]): [ResourceModel | undefined, T[]][] {
  const keyOf = ({ about, subject }: T) => (about ? JSON.stringify([about.stack.directory, about.stack.templateFile, about.logicalId]) : subject);
  return [...groupedBy(examples, keyOf).values()].map((group) => [group[0].about, group]);
}

/** CDK finds the construct by template and logical id. What no resource stands for is reported at a stack of its account. */
function placeOf(about: ResourceModel | undefined, { subject }: Answer, root: IConstruct): PolicyViolatingResource {
  if (about) { return resourceAt(about); }
  const stacks = root.node.findAll().filter((node): node is Stack => Stack.isStack(node));
  const stack = stacks.find(({ account }) => account === subject) ?? stacks[0];
  return { constructPath: stack?.node.path ?? '', locations: [] };
}

function resourceAt({ stack: { directory = '', templateFile = '' }, logicalId }: ResourceModel): PolicyViolatingResource {
  return { resourceLogicalId: logicalId, templatePath: join(directory, templateFile), locations: [] };
}

import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { PlaybookScope } from './playbook-scope';
import { PlaybookStatement } from './playbook-statement';
import { INCIDENT_TAG } from '../private/names';
import { otherPartition, requirePartition } from '../private/partitions';
import { asArray } from '../private/policy-document';
import { propError } from '../private/validation';

/** Systems Manager keeps these prefixes for documents of AWS. */
const OF_AWS = /^(aws|amazon|amzn)/i;

/** AWS's policies that only deny. */
const AWS_DENIES = /^arn:[^:]+:iam::aws:policy\/(?:AWSDenyAll|AWSCompromisedKeyQuarantine(?:V\d+)?)$/;

/**
 * Checks what a scope would open: documents that run what their caller writes, a tag that responders may set, policies with which
 * containing somebody gives more.
 *
 * Only where a playbook is rendered for an app: templates that were read may hold anything, and claims say what is wrong with it.
 *
 * @param scope construct that uses the playbook
 * @param playbookScope the resources
 */
export function checkScope(scope: IConstruct, playbookScope: PlaybookScope = {}): void {
  const stack = Stack.of(scope);
  for (const name of asArray(playbookScope.commandDocuments)) {
    if (typeof name === 'string' && OF_AWS.test(name)) {
      throw propError('commandDocuments', 'must hold documents of your own: those of AWS accept command lines, or change without notice', name,
        `copy its steps into a document of your own, such as 'BREAK-GLASS-${name.replace(/^[^-]*-?|\*$/g, '') || 'Collect'}'`);
    }
  }
  if (playbookScope.commandTagKey?.toLowerCase() === INCIDENT_TAG.toLowerCase()) {
    throw propError('commandTagKey', 'must not be the tag of incidents, which responders may set themselves: every instance would be open to commands',
      playbookScope.commandTagKey, "choose a tag that only administrators set, such as 'IncidentResponse'");
  }
  for (const arn of asArray(playbookScope.quarantinePolicyArns)) {
    requirePartition(stack, 'quarantinePolicyArns', arn);
    if (typeof arn === 'string' && /^arn:[^:]+:iam::aws:/.test(arn) && !AWS_DENIES.test(arn)) {
      throw propError('quarantinePolicyArns', 'must hold policies that only deny, and of AWS\'s own these are AWSDenyAll and AWSCompromisedKeyQuarantine, V2 and V3', arn,
        'leave it out: those are there already, or name a policy of your own that only denies');
    }
  }
  validateQuarantine(scope, asArray(playbookScope.quarantinePolicyArns));
}

/**
 * Checks that statements name no ARNs of another partition.
 *
 * @param scope construct that uses them
 * @param what whose statements they are
 * @param statements the statements
 */
export function checkPartition(scope: IConstruct, what: string, statements: readonly PlaybookStatement[]): void {
  const stack = Stack.of(scope);
  for (const resource of statements.flatMap(({ resources = [] }) => resources)) {
    const other = otherPartition(stack, resource);
    if (other) {
      throw propError('resources', `of ${what} must be of the stack's partition (${other.own}, Region ${stack.region})`, resource,
        `write it as '${resource.replace(/^arn:[^:]+:/, 'arn:{{Partition}}:')}'`);
    }
  }
}

/** Policies by construct that were asked for already: a playbook may be rendered several times for it. */
const asked = new WeakMap<IConstruct, Set<string>>();

/** At synthesis, when the documents of policies are complete. */
function validateQuarantine(scope: IConstruct, arns: readonly string[]): void {
  const before = asked.get(scope) ?? new Set<string>();
  asked.set(scope, before);
  for (const arn of arns.filter((one) => typeof one === 'string' && !/:iam::aws:/.test(one) && !before.has(one))) {
    before.add(arn);
    scope.node.addValidation({ validate: () => allowing(scope, arn) });
  }
}

function allowing(scope: IConstruct, arn: string): string[] {
  return policiesOf(scope, arn).flatMap((policy) => {
    const { Statement } = Stack.of(policy).resolve(policy.policyDocument) ?? {};
    const allows = [Statement ?? []].flat().find((statement: any) => statement?.Effect !== 'Deny');
    return allows === undefined ? [] : [`'quarantinePolicyArns' must hold policies that only deny, got ${policy.node.path}, which has a statement with Effect `
      + `${JSON.stringify(allows?.Effect ?? 'none')} on ${JSON.stringify(allows?.Action ?? allows?.NotAction ?? 'none')}: with it responders could grant that; `
      + 'take the statement out, or contain with another policy'];
  });
}

/** The policy of an ARN where this app makes it. */
function policiesOf(scope: IConstruct, arn: string): iam.CfnManagedPolicy[] {
  const all = scope.node.root.node.findAll().filter((one): one is iam.CfnManagedPolicy => iam.CfnManagedPolicy.isCfnManagedPolicy(one));
  const token = Token.isUnresolved(arn) ? Tokenization.reverseString(arn).firstToken : undefined;
  if (token && Reference.isReference(token)) {
    const own = all.filter((policy) => policy === token.target);
    if (own.length > 0) { return own; }
  }
  // The partition and the account may be tokens, which hold no colon.
  const [, , , , account, resource] = arn.split(':');
  return all.filter((policy) => policy.managedPolicyName !== undefined && Stack.of(policy).account === account
    && resource === `policy${policy.path ?? '/'}${policy.managedPolicyName}`);
}

/** The roles with which rules reach topics and buses: each may do this one thing, for this one target. */
import { short } from './faults';
import { sameStatement, statementsOf } from './publishers';
import { ChainTopic, keyOf } from './topics';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { able } from '../able';
import { AccessModel, RoleModel } from '../model';
import { ofModel } from '../model-index';
import { SynthesizedStack } from '../resolve';
import { ResourceModel } from '../resource';

/** What SNS tells KMS about every message of a topic. */
export const encryptionContext = (topicArn: string) => ({ 'kms:EncryptionContext:aws:sns:topicArn': topicArn });

/** IAM policies can't name a key by an alias. */
const KEY_ARN = /^arn:[^:]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

const KEY_ID = /^(?:mrk-)?[0-9a-f-]{32,36}$/;

/** A rule's target on a bus needs a role that may put events on this bus. */
export function busRoleFaults(model: AccessModel, rule: ResourceModel, busArn: string, roleArn: unknown): string[] {
  return roleFaults(model, rule, roleArn, () => [allow('events:PutEvents', busArn)]);
}

/** A rule's target on a topic needs a role that may publish to this topic, and use its key for it. */
export function topicRoleFaults(model: AccessModel, rule: ResourceModel, topic: string | ChainTopic, roleArn: unknown): string[] {
  const topicArn = typeof topic === 'string' ? topic : topic.arn;
  return roleFaults(model, rule, roleArn, (role) => {
    const key = typeof topic === 'string' ? anyKeyOf(role) : keyArnOf(model, topic, role);
    const useKey = { ...allow(['kms:Decrypt', 'kms:GenerateDataKey*'], key), Condition: { StringEquals: encryptionContext(topicArn) } };
    return [allow('sns:Publish', topicArn), ...(key === undefined ? [] : [useKey])];
  }, encryptionContext(topicArn));
}

const allow = (action: string | readonly string[], resource: string | undefined) => ({ Effect: 'Allow', Action: action, Resource: resource });

/** The key that a topic of the app needs, as a policy names it. */
function keyArnOf(model: AccessModel, chainTopic: ChainTopic, role: RoleModel): string | undefined {
  const { topic: { props: { KmsMasterKeyId }, stack: { account, region } } } = chainTopic;
  const key = keyOf(model, chainTopic);
  const id = String(KmsMasterKeyId ?? '');
  if (key) { return key.arn; }
  if (KEY_ARN.test(id)) { return id; }
  if (KEY_ID.test(id)) { return `arn:aws:kms:${region}:${account}:key/${id}`; }
  // That there is no key of one's own, or one that can't be read, is another claim's finding.
  return anyKeyOf(role) ?? (id === '' || id.includes('alias/aws/') ? undefined : `the key ${id}`);
}

/** The key of a topic whose template isn't in the app: any one, if the role names one. */
function anyKeyOf(role: RoleModel): string | undefined {
  return role.policies.flatMap(({ document }) => statementsOf(document))
    .flatMap(({ Resource }) => textsOf(Resource)).find((arn) => KEY_ARN.test(arn));
}

const rolesByArn = ofModel((model) => {
  const roles = new Map<string, RoleModel[]>();
  for (const role of model.otherRoles) { roles.set(role.arn, [...roles.get(role.arn) ?? [], role]); }
  return roles;
});

/** The role of a target. Stages for any account hold the same ARNs: the one of the same stack is meant. */
export function roleOfTarget(model: AccessModel, stack: SynthesizedStack, arn: unknown): RoleModel | undefined {
  const namesakes = rolesByArn(model).get(String(arn)) ?? [];
  return namesakes.find(({ resource }) => resource.stack === stack) ?? namesakes[0];
}

interface Context { readonly [key: string]: string }

/** What is wrong with a role: it must be allowed what it needs, and nothing else. */
function roleFaults(
  model: AccessModel, { stack }: ResourceModel, roleArn: unknown, needs: (role: RoleModel) => readonly any[], context: Context = {},
): string[] {
  const role = roleOfTarget(model, stack, roleArn);
  if (!role) { return [roleArn === undefined ? 'RoleArn is missing' : `RoleArn ${short(roleArn)} is a role that no template holds`]; }
  const written = needs(role);
  const trust = {
    Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': stack.account } },
  };
  const [first, ...others] = statementsOf(role.trust);
  const statements = role.policies.flatMap(({ document }) => statementsOf(document));
  const unreadableBoundary = role.boundaryArn !== undefined && role.boundary === undefined;
  return [
    ...(others.length === 0 && sameStatement(first, trust) ? [] : [`${role.name} is trusted by others than EventBridge of this account`]),
    ...statements.filter((statement) => !written.some((one) => sameStatement(statement, one))).map((statement) => `${role.name} has another permission: ${short(statement)}`),
    ...role.opaquePolicies.map((policy) => `${role.name} has ${policy}`),
    ...(unreadableBoundary ? [`the boundary of ${role.name} can't be read`] : []),
    ...written.flatMap(({ Action, Resource }) => listOf(Action).map((action) => cannot(model, role, String(action).replace('*', ''), Resource, context)).flat()),
  ];
}

/** Why a role can't do what its target needs. */
function cannot(model: AccessModel, role: RoleModel, action: string, resource: string, context: Context): string[] {
  const { verdict, because } = able(model, {
    principalArn: role.arn,
    action,
    resource,
    account: role.account,
    context: { 'aws:PrincipalArn': role.arn, 'aws:PrincipalAccount': role.account, 'aws:PrincipalType': 'AssumedRole', ...context },
    identityPolicies: role.policies,
    boundary: role.boundary,
  });
  return verdict === 'allowed' ? [] : [`${role.name} can't ${action} on ${short(resource)}: ${because}`];
}

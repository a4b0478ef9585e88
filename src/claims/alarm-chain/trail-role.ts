import { placeOf } from './chain';
import { sound } from './faults';
import { listOf } from '../../analysis/policy/lists';
import { jsonOf } from '../../private/texts';
import { assumed, Question } from '../claim';
import { AccessModel, RoleModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { ADMINISTRATOR, allowed, NOW, ORGANIZATION } from '../requests';
import { ResourceModel } from '../resource';
import { unusable } from '../usable-key';

/** A log group that filters of alarms are on, whether a template holds it or not. */
export interface WatchedGroup {
  readonly name: string;
  /** One of its filters. */
  readonly filter: ResourceModel;
  readonly resource?: ResourceModel;
}

/** A policy may end: a trail that stops writing one day makes the filters blind. */
export const LATER = '2099-12-31T00:00:00Z';

const SERVICE = 'cloudtrail.amazonaws.com';

const roles = ofModel((model) => new Map([...model.otherRoles, ...model.roles].map((role) => [role.arn, role])));

/** Whether CloudTrail can write to the trail's log group, by the role of the trail. */
export function writerQuestions(model: AccessModel, trail: ResourceModel, group: WatchedGroup): Question[] {
  const arn = trail.props.CloudWatchLogsRoleArn;
  // CloudTrail refuses a log group without a role.
  if (arn === undefined) { return []; }
  const role = roles(model).get(String(arn));
  if (!role) {
    return [assumed(trail, `writes to ${group.name} by ${arn}, which no template of this app holds`,
      `aws iam list-role-policies --role-name ${String(arn).split('/').at(-1)}; aws logs describe-resource-policies --region ${trail.stack.region}`)];
  }
  const elsewhere = [...role.opaquePolicies, ...(role.boundary || role.boundaryArn === undefined ? [] : [role.boundaryArn])];
  return [
    ...[NOW, LATER].flatMap((time) => [assumedBy(role, trail, time), ...writes(model, role, trail, group, time)]),
    ...(elsewhere.length > 0 ? [assumed(role, `lets CloudTrail write to ${group.name} with ${elsewhere.join(', ')}, whose text no template of this app holds`,
      `aws iam get-role --role-name ${role.name}; aws iam list-attached-role-policies --role-name ${role.name}`)] : []),
  ];
}

/** Whether a policy on log groups keeps the trail of another app from writing, whatever its role allows. */
export function foreignWriterQuestions(model: AccessModel, { name, filter, resource }: WatchedGroup): Question[] {
  const { account, region } = filter.stack;
  const policy = resourcePolicyOf(model, filter, name);
  return policy === undefined ? [] : [NOW, LATER].flatMap((time) => ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    ...allowed(resource ?? filter, `no policy on log groups keeps a trail of another app from ${action} to ${name} at ${time}`, {
      principalArn: `arn:aws:sts::${account}:assumed-role/CloudTrailToLogs/CloudTrail`,
      action,
      resource: `arn:aws:logs:${region}:${account}:log-group:${name}:log-stream:${account}_CloudTrail_${region}`,
      account,
      context: {
        'aws:CurrentTime': time,
        'aws:PrincipalAccount': account,
        'aws:PrincipalArn': `arn:aws:iam::${account}:role/CloudTrailToLogs`,
        'aws:PrincipalType': 'AssumedRole',
        'aws:RequestedRegion': region,
        'aws:SecureTransport': 'true',
      },
      identityPolicies: [ADMINISTRATOR],
      resourcePolicy: policy,
    }),
    standsForAnother: true,
  })));
}

/** Whether CloudTrail may encrypt with the key of a trail: it delivers nothing otherwise. */
export function trailKeyQuestions(model: AccessModel, trail: ResourceModel): Question[] {
  const { props: { KMSKeyId, TrailName }, stack: { account, region }, logicalId } = trail;
  if (KMSKeyId === undefined) { return []; }
  const key = ofType(model, 'AWS::KMS::Key').find((one) => one.stack.account === account && `/${KMSKeyId}`.endsWith(`/unresolved-${one.logicalId}`));
  if (!key) {
    return [assumed(trail, `is encrypted with ${KMSKeyId}, which CloudTrail may use`, `aws kms get-key-policy --policy-name default --key-id ${KMSKeyId}`)];
  }
  const arn = `arn:aws:cloudtrail:${region}:${account}:trail/${TrailName ?? `unresolved-${logicalId}`}`;
  return [sound(key, `the key of the trail ${TrailName ?? logicalId} can encrypt`, unusable(key.props), 'enabled'), ...[NOW, LATER].map((time) => allowed(key, `CloudTrail may encrypt the trail ${TrailName ?? logicalId} with it at ${time}`, {
    principalArn: SERVICE,
    action: 'kms:GenerateDataKey',
    resource: key.arn,
    account,
    context: { 'aws:CurrentTime': time, 'aws:SourceArn': arn, 'aws:SourceAccount': account, 'kms:EncryptionContext:aws:cloudtrail:arn': arn },
    identityPolicies: [],
    resourcePolicy: key.props.KeyPolicy,
  }))];
}

function assumedBy(role: RoleModel, { stack: { account, region }, props }: ResourceModel, time: string): Question {
  return allowed(role, `CloudTrail assumes the role of the trail at ${time}`, {
    principalArn: SERVICE,
    action: 'sts:AssumeRole',
    resource: role.arn,
    account: role.account,
    context: { 'aws:CurrentTime': time, 'aws:SourceAccount': account, 'aws:SourceArn': `arn:aws:cloudtrail:${region}:${account}:trail/${props.TrailName ?? 'trail'}` },
    identityPolicies: [],
    resourcePolicy: role.trust,
  });
}

function writes(model: AccessModel, role: RoleModel, trail: ResourceModel, { name }: WatchedGroup, time: string): Question[] {
  const { account, region } = trail.stack;
  const ask = (action: string, stream: string) => allowed(role, `${action} to ${name}, stream ${stream}, at ${time}`, {
    principalArn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/CloudTrail`,
    action,
    resource: `arn:aws:logs:${region}:${account}:log-group:${name}:log-stream:${stream}`,
    account,
    context: {
      'aws:CurrentTime': time,
      'aws:PrincipalAccount': role.account,
      'aws:PrincipalArn': role.arn,
      'aws:PrincipalType': 'AssumedRole',
      'aws:RequestedRegion': region,
      'aws:SecureTransport': 'true',
    },
    // A policy from elsewhere may allow it, and nothing here may deny it.
    identityPolicies: role.opaquePolicies.length > 0 ? [...role.policies, ADMINISTRATOR] : role.policies,
    boundary: role.boundary,
    resourcePolicy: resourcePolicyOf(model, trail, name),
  });
  return streamsOf(role, trail).flatMap((stream) => ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ask(action, stream)));
}

/** Names that CloudTrail gives its streams: those of member accounts begin with the organization. */
function streamsOf(role: RoleModel, { stack: { account, region }, props }: ResourceModel): string[] {
  const own = `${account}_CloudTrail_${region}`;
  if (String(props.IsOrganizationTrail ?? false) !== 'true') { return [own]; }
  const [, organization = ORGANIZATION] = /log-stream:(o-[a-z0-9]+)_/.exec(JSON.stringify(role.policies)) ?? [];
  return [own, `${organization}_${own}`];
}

/** All policies on log groups of the place together, and that of the group itself. */
function resourcePolicyOf(model: AccessModel, beside: ResourceModel, name: string): any {
  const here = (resource: ResourceModel) => placeOf(resource) === placeOf(beside);
  const documents = [
    ...ofType(model, 'AWS::Logs::ResourcePolicy').filter(here).map(({ props }) => props.PolicyDocument),
    ...ofType(model, 'AWS::Logs::LogGroup').filter((group) => here(group) && (group.props.LogGroupName ?? `unresolved-${group.logicalId}`) === name)
      .map(({ props }) => props.ResourcePolicyDocument),
  ];
  const statements = documents.flatMap((document) => listOf((typeof document === 'string' ? jsonOf(document) : document)?.Statement));
  return statements.length > 0 ? { Version: '2012-10-17', Statement: statements } : undefined;
}

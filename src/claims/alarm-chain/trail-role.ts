import { placeOf } from './chain';
import type { WatchedGroup } from './log-group';
import { listOf } from '../../analysis/policy/lists';
import { jsonOf } from '../../private/texts';
import { assumed, Question } from '../claim';
import { AccessModel, RoleModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { ADMINISTRATOR, allowed, NOW, ORGANIZATION } from '../requests';
import { ResourceModel } from '../resource';

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
  const elsewhere = [...role.opaquePolicies, ...(role.boundary ? [] : role.boundaryArn ?? [])];
  return [
    ...[NOW, LATER].flatMap((time) => [assumedBy(role, trail, time), ...writes(model, role, trail, group, time)]),
    ...(elsewhere.length > 0 ? [assumed(role, `lets CloudTrail write to ${group.name} with ${elsewhere.join(', ')}, whose text no template of this app holds`,
      `aws iam get-role --role-name ${role.name}; aws iam list-attached-role-policies --role-name ${role.name}`)] : []),
  ];
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
function resourcePolicyOf(model: AccessModel, trail: ResourceModel, name: string): any {
  const here = (resource: ResourceModel) => placeOf(resource) === placeOf(trail);
  const documents = [
    ...ofType(model, 'AWS::Logs::ResourcePolicy').filter(here).map(({ props }) => props.PolicyDocument),
    ...ofType(model, 'AWS::Logs::LogGroup').filter((group) => here(group) && (group.props.LogGroupName ?? `unresolved-${group.logicalId}`) === name)
      .map(({ props }) => props.ResourcePolicyDocument),
  ];
  const statements = documents.flatMap((document) => listOf((typeof document === 'string' ? jsonOf(document) : document)?.Statement));
  return statements.length > 0 ? { Version: '2012-10-17', Statement: statements } : undefined;
}

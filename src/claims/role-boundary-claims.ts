import { forBounded, asAdministrator, refused, refusedAll, roleArn, SESSION } from './bounded-sessions';
import { Claim, fact } from './claim';
import { RoleModel } from './model';
import { bySession, denied, grantTo, sessionArn } from './requests';
import { strangersOf } from './strangers';
import { forbidden, repairable } from '../private/forbidden-actions';
import { wildcardRegex } from '../private/iam-catalogue';
import { PASSWORD_SECRET_PREFIX } from '../private/names';

const ADMIN_POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Examples of actions beyond most playbooks, which attackers use to run code or read secrets with other roles. */
const BEYOND = [
  'apprunner:CreateService', 'cloudformation:CreateStack', 'cloudformation:UpdateStack', 'codebuild:StartBuild', 'dynamodb:GetItem', 'ec2:GetPasswordData',
  'ecs:ExecuteCommand', 'ecs:RunTask', 'glue:CreateJob', 'glue:UpdateDevEndpoint', 'iam:TagUser', 'iam:UpdateUser', 'lambda:GetFunction',
  'lambda:InvokeFunction', 'lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration', 'redshift:GetClusterCredentials',
  's3:DeleteBucket', 'sagemaker:CreatePresignedNotebookInstanceUrl', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'ssm:StartAutomationExecution',
  'states:UpdateStateMachine',
];

/** The actions that a role's own policies allow, as patterns. */
function allowedPatterns(role: RoleModel): RegExp[] {
  return role.policies.flatMap((policy) => policy.document.Statement)
    .filter((statement: any) => statement.Effect === 'Allow')
    .flatMap((statement: any) => [statement.Action ?? []].flat())
    .map((pattern: string) => wildcardRegex(pattern));
}

export const ROLE_BOUNDARY_CLAIMS: readonly Claim[] = [
  {
    id: 'role-bounded',
    title: 'Every incident response role has a permissions boundary in the template',
    threats: [1, 3],
    proof: 'template',
    remedy: 'Leave the boundary to IncidentResponseRole, and let no aspect or override remove it.',
    questions: (model) => model.roles.map((role) =>
      fact(role, 'has a permissions boundary whose text is known', role.boundary !== undefined, role.boundaryArn ?? 'no PermissionsBoundary')),
  },
  {
    id: 'role-policies-known',
    title: 'All permissions of an incident response role are in the template',
    threats: [1],
    proof: 'template',
    remedy: 'Take the policy from outside away: put what it allows into a playbook or a profile of your own.',
    questions: (model) => model.roles.map((role) => {
      const wide = role.policies.filter((policy) => policy.document.Statement.some((statement: any) =>
        statement.Effect === 'Allow' && [statement.Action].flat().includes('*')));
      const culprits = [...role.opaquePolicies, ...wide.map((policy) => `${policy.name} allows *`)];
      return fact(role, 'has no policy outside the template and none that allows everything', culprits.length === 0,
        culprits.join(', ') || 'all policies are in the template');
    }),
  },
  {
    id: 'role-capped',
    title: 'A session can\'t exceed its playbook, even if a resource policy names it or an administrator attaches more',
    threats: [2],
    proof: 'policy',
    remedy: 'Put what the responders need into the playbook: the boundary follows it.',
    questions: forBounded((role) => {
      const own = allowedPatterns(role);
      return BEYOND.filter((action) => !own.some((pattern) => pattern.test(action))).flatMap((action) => [
        refused(role, action),
        denied(role, `${action}, granted to the session by a resource policy of the same account`, {
          ...bySession(role, action), resourcePolicy: grantTo(sessionArn(role, SESSION)),
        }),
      ]);
    }),
  },
  {
    id: 'role-mints-nobody',
    title: 'No session can create a user, key, password, device, membership or assignment',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: refusedAll(forbidden('minting')),
  },
  {
    id: 'role-keeps-boundaries',
    title: 'No session can remove or replace a boundary, or change the managed policy of a boundary',
    threats: [3],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: refusedAll(forbidden('unbounding')),
  },
  {
    id: 'role-makes-no-unbounded-role',
    title: 'No session can create or change a role that doesn\'t have the admin\'s own boundary',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role, model) => strangersOf(model).samples.flatMap((sample) => repairable('bounded').flatMap((action) => [
      refused(role, action, roleArn(role, sample), {}, 'on a role without a boundary'),
      refused(role, action, roleArn(role, sample), { extra: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' } },
        'on a role with another boundary'),
    ]))),
  },
  {
    id: 'role-rewrites-no-trust',
    title: 'No session can change the trust policy of an existing role, or delete it',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role, model) => repairable('by-path').flatMap((action) =>
      strangersOf(model).samples.map((sample) => refused(role, action, roleArn(role, sample))))),
  },
  {
    id: 'role-passes-no-stronger-role',
    title: 'No session can pass an existing role to a service',
    threats: [4],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role, model) => ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ssm.amazonaws.com'].flatMap((service) => strangersOf(model).samples.map((sample) =>
      refused(role, 'iam:PassRole', roleArn(role, sample), { extra: { 'iam:PassedToService': service } }, `to ${service}`)))),
  },
  {
    id: 'role-contains-only-by-quarantine',
    title: 'No session can attach or detach a policy other than the quarantine policies',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role, model) => ([['policies-of-users', 'user'], ['policies-of-roles', 'role']] as const)
      .flatMap(([group, kind]) => strangersOf(model).samples.map((sample) => [group, sample, `arn:aws:iam::${role.account}:${kind}/${sample}`] as const))
      .flatMap(([group, sample, principal]) => forbidden(group).flatMap((action) => [ADMIN_POLICY, `arn:aws:iam::${role.account}:policy/${sample}`].map((policy) =>
        refused(role, action, principal, { extra: { 'iam:PolicyARN': policy } }, `of ${policy}`))))),
  },
  {
    id: 'role-leaves-break-glass-alone',
    title: 'No session can change a break-glass user, role or policy, not even to quarantine it',
    threats: [1, 3],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role, model) => {
      const { breakGlassName } = strangersOf(model);
      const on = (kind: string, name: string) => `arn:aws:iam::${role.account}:${kind}/bg/${name}`;
      const denyAll = { extra: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' } };
      const bounded = { extra: { 'iam:PermissionsBoundary': role.boundaryArn! } };
      return [
        refused(role, 'iam:AttachUserPolicy', on('user', breakGlassName), denyAll),
        refused(role, 'iam:DeleteAccessKey', on('user', breakGlassName)),
        refused(role, 'iam:AttachRolePolicy', on('role', role.name), denyAll),
        refused(role, 'iam:PutRolePolicy', on('role', role.name), bounded, 'with its own boundary'),
        refused(role, 'iam:DetachRolePolicy', on('role', role.name), { extra: { ...bounded.extra, ...denyAll.extra } }),
        refused(role, 'iam:CreatePolicyVersion', on('policy', `${role.name}-boundary`)),
      ];
    }),
  },
  {
    id: 'role-reads-no-password',
    title: 'No session can read, change or delete the first password of a break-glass user',
    threats: [9],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role, model) => {
      const uncapped = { ...role, boundary: withoutCap(role, 'secretsmanager:*') };
      const secret = `arn:aws:secretsmanager:us-east-1:${role.account}:secret:${PASSWORD_SECRET_PREFIX}${strangersOf(model).breakGlassName}-AbCdEf`;
      return ['GetSecretValue', 'PutSecretValue', 'DeleteSecret', 'PutResourcePolicy'].map((action) => denied(role,
        `secretsmanager:${action} on a first password, granted to the session by the secret's policy`, {
          ...asAdministrator(uncapped, `secretsmanager:${action}`, secret),
          resourcePolicy: grantTo(sessionArn(role, SESSION)),
        }));
    }),
  },
];

/** The boundary without the cap for one service, to test the deny behind the cap. */
function withoutCap(role: RoleModel, pattern: string): RoleModel['boundary'] {
  const document = role.boundary!.document;
  return {
    name: role.boundary!.name,
    document: {
      ...document,
      Statement: document.Statement.map((statement: any) => statement.Effect === 'Deny' && statement.NotAction && statement.Resource === '*' && !statement.Condition
        ? { ...statement, NotAction: [...[statement.NotAction].flat(), pattern] } : statement),
    },
  };
}

import { AccessRequest, Claim, fact, Question } from './claim';
import { AccessModel, RoleModel } from './model';
import { ADMINISTRATOR, bySession, Circumstances, denied, grantTo, sessionArn } from './requests';
import { forbidden, repairable } from '../private/forbidden-actions';
import { expandAction, wildcardRegex } from '../private/iam-catalogue';
import { PASSWORD_SECRET_PREFIX } from '../private/names';

const ADMIN_POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** A sample of what no playbook of this kind is for, and what attackers use to run code or read secrets under other roles. */
const BEYOND = [
  'apprunner:CreateService', 'cloudformation:CreateStack', 'cloudformation:UpdateStack', 'codebuild:StartBuild', 'dynamodb:GetItem', 'ec2:GetPasswordData',
  'ecs:ExecuteCommand', 'ecs:RunTask', 'glue:CreateJob', 'glue:UpdateDevEndpoint', 'iam:TagUser', 'iam:UpdateUser', 'lambda:GetFunction',
  'lambda:InvokeFunction', 'lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration', 'redshift:GetClusterCredentials',
  's3:DeleteBucket', 'sagemaker:CreatePresignedNotebookInstanceUrl', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'ssm:StartAutomationExecution',
  'states:UpdateStateMachine',
];

/** A role without a boundary is reported once, by the claim on the boundary. */
function forBounded(ask: (role: RoleModel, model: AccessModel) => Question[]): (model: AccessModel) => Question[] {
  return (model) => model.roles.flatMap((role) => role.boundary ? ask(role, model) : []);
}

/** A session of the role after somebody attached AdministratorAccess to it: what is left to stop it is the boundary. */
function asAdministrator(role: RoleModel, action: string, resource?: string, circumstances?: Circumstances): AccessRequest {
  return { ...bySession(role, action, resource, circumstances), identityPolicies: [...role.policies, ADMINISTRATOR] };
}

function refused(role: RoleModel, action: string, resource?: string, circumstances?: Circumstances, what: string = ''): Question {
  return denied(role.name, `${action}${what && ` ${what}`}, with AdministratorAccess attached`, asAdministrator(role, action, resource, circumstances));
}

function refusedAll(actions: readonly string[]): (model: AccessModel) => Question[] {
  return forBounded((role) => actions.map((action) => refused(role, action)));
}

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
    title: 'Every incident response role has a permissions boundary, and it is part of the template',
    threats: [1, 3],
    proof: 'template',
    questions: (model) => model.roles.map((role) =>
      fact(role.name, 'has a permissions boundary whose text is known', role.boundary !== undefined, role.boundaryArn ?? 'no PermissionsBoundary')),
  },
  {
    id: 'role-policies-known',
    title: 'Everything an incident response role may do is written in the template',
    threats: [1],
    proof: 'template',
    questions: (model) => model.roles.map((role) => {
      const wide = role.policies.filter((policy) => policy.document.Statement.some((statement: any) =>
        statement.Effect === 'Allow' && [statement.Action].flat().includes('*')));
      const culprits = [...role.opaquePolicies, ...wide.map((policy) => `${policy.name} allows *`)];
      return fact(role.name, 'has no policy from elsewhere and none that allows everything', culprits.length === 0,
        culprits.join(', ') || 'all policies are in the template');
    }),
  },
  {
    id: 'role-capped',
    title: 'A session can do nothing beyond its playbook, even if a resource policy names it or an administrator attaches more',
    threats: [2],
    proof: 'simulation',
    questions: forBounded((role) => {
      const own = allowedPatterns(role);
      return BEYOND.filter((action) => !own.some((pattern) => pattern.test(action))).flatMap((action) => [
        refused(role, action),
        denied(role.name, `${action}, granted to the session by a resource policy of the same account`, {
          ...bySession(role, action), resourcePolicy: grantTo(sessionArn(role, 'jane.doe-BREAK-GLASS')),
        }),
      ]);
    }),
  },
  {
    id: 'role-mints-nobody',
    title: 'No session makes a user, key, password, device, membership or assignment for anybody',
    threats: [1],
    proof: 'simulation',
    questions: refusedAll(forbidden('minting')),
  },
  {
    id: 'role-keeps-boundaries',
    title: 'No session removes or replaces a boundary, or rewrites the managed policies that boundaries are',
    threats: [3],
    proof: 'simulation',
    questions: refusedAll(forbidden('unbounding')),
  },
  {
    id: 'role-makes-no-unbounded-role',
    title: 'No session makes a role, or changes one, that does not carry the admin\'s own boundary',
    threats: [1],
    proof: 'simulation',
    questions: forBounded((role) => repairable('bounded').flatMap((action) => [
      refused(role, action, roleArn(role, 'Application'), {}, 'on a role without a boundary'),
      refused(role, action, roleArn(role, 'Application'), { extra: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' } },
        'on a role with another boundary'),
    ])),
  },
  {
    id: 'role-rewrites-no-trust',
    title: 'No session opens an existing role by rewriting its trust, or deletes it',
    threats: [1],
    proof: 'simulation',
    questions: forBounded((role) => repairable('by-path').map((action) =>
      refused(role, action, roleArn(role, 'Administrator')))),
  },
  {
    id: 'role-passes-no-stronger-role',
    title: 'No session passes an existing role to a service',
    threats: [4],
    proof: 'simulation',
    questions: forBounded((role) => ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ssm.amazonaws.com'].map((service) =>
      refused(role, 'iam:PassRole', roleArn(role, 'Administrator'), { extra: { 'iam:PassedToService': service } }, `to ${service}`))),
  },
  {
    id: 'role-contains-only-by-quarantine',
    title: 'No session attaches or detaches a policy other than the quarantine policies; not AdministratorAccess to anybody',
    threats: [1],
    proof: 'simulation',
    questions: forBounded((role) => ([['policies-of-users', `arn:aws:iam::${role.account}:user/eve`], ['policies-of-roles', roleArn(role, 'Application')]] as const)
      .flatMap(([group, principal]) => forbidden(group).flatMap((action) => [ADMIN_POLICY, `arn:aws:iam::${role.account}:policy/Custom`].map((policy) =>
        refused(role, action, principal, { extra: { 'iam:PolicyARN': policy } }, `of ${policy}`))))),
  },
  {
    id: 'role-leaves-break-glass-alone',
    title: 'No session touches a break-glass user, role or policy: not even to quarantine it',
    threats: [1, 3],
    proof: 'simulation',
    questions: forBounded((role) => {
      const on = (kind: string, name: string) => `arn:aws:iam::${role.account}:${kind}/bg/${name}`;
      const denyAll = { extra: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' } };
      const bounded = { extra: { 'iam:PermissionsBoundary': role.boundaryArn! } };
      return [
        refused(role, 'iam:AttachUserPolicy', on('user', 'jane.doe-BREAK-GLASS'), denyAll),
        refused(role, 'iam:DeleteAccessKey', on('user', 'jane.doe-BREAK-GLASS')),
        refused(role, 'iam:AttachRolePolicy', on('role', role.name), denyAll),
        refused(role, 'iam:PutRolePolicy', on('role', role.name), bounded, 'with the own boundary'),
        refused(role, 'iam:DetachRolePolicy', on('role', role.name), { extra: { ...bounded.extra, ...denyAll.extra } }),
        refused(role, 'iam:CreatePolicyVersion', on('policy', `${role.name}-boundary`)),
      ];
    }),
  },
  {
    id: 'role-reads-no-password',
    title: 'No session reads, changes or deletes the first password of a break-glass user',
    threats: [9],
    proof: 'simulation',
    questions: forBounded((role) => ['GetSecretValue', 'PutSecretValue', 'DeleteSecret', 'PutResourcePolicy'].map((action) => denied(role.name,
      `secretsmanager:${action} on a first password, granted to the session by the secret's policy`, {
        ...asAdministrator({ ...role, boundary: withoutCap(role, 'secretsmanager:*') }, `secretsmanager:${action}`,
          `arn:aws:secretsmanager:us-east-1:${role.account}:secret:${PASSWORD_SECRET_PREFIX}jane.doe-BREAK-GLASS-AbCdEf`),
        resourcePolicy: grantTo(sessionArn(role, 'jane.doe-BREAK-GLASS')),
      }))),
  },
  {
    id: 'role-keeps-logging',
    title: 'No session stops or narrows the trail, the logs, the configuration recorder or threat detection',
    threats: [17],
    proof: 'simulation',
    questions: refusedAll(forbidden('logging')),
  },
  {
    id: 'role-keeps-alarms',
    title: 'No session silences an alarm: no filter, alarm, mute rule, topic, subscription, key or rule of the alarm path',
    threats: [17],
    proof: 'simulation',
    questions: forBounded((role) => [
      ...forbidden('alarming').map((action) => refused(role, action)),
      ...forbidden('alarm-rules').map((action) => refused(role, action, `arn:aws:events:us-east-1:${role.account}:rule/BREAK-GLASS-Alarm-Use-1`)),
    ]),
  },
  {
    id: 'role-keeps-account',
    title: 'No session closes the account, leaves the organization, lifts its policies, or changes the sign-in address and password rules',
    threats: [1],
    proof: 'simulation',
    questions: refusedAll(forbidden('account')),
  },
  {
    id: 'role-takes-no-other-identity',
    title: 'No session assumes another role, root or a federated identity',
    threats: [1],
    proof: 'simulation',
    questions: refusedAll(forbidden('chaining')),
  },
  {
    id: 'investigator-only-reads',
    title: 'A security investigator changes nothing: every action of the role is a read in the IAM action catalogue',
    threats: [6],
    proof: 'template',
    questions: (model) => model.roles.filter((role) => role.tags.Profile === 'SECURITY_INVESTIGATOR').map((role) => {
      const patterns: string[] = role.policies.flatMap((policy) => policy.document.Statement)
        .filter((statement: any) => statement.Effect === 'Allow').flatMap((statement: any) => [statement.Action ?? []].flat());
      const writes = patterns.flatMap((pattern) => pattern === '*' ? ['*'] : expandAction(pattern)
        .filter((action) => !['List', 'Read'].includes(action.level)).map((action) => action.name));
      return fact(role.name, 'allows reads only', patterns.length > 0 && writes.length === 0, writes.slice(0, 5).join(', ') || `${patterns.length} patterns, all reads`);
    }),
  },
  {
    id: 'role-commands-scoped',
    title: 'No session runs a command on an instance that was not opened for it, nor a document that takes a command line, nor an unlogged session',
    threats: [5],
    proof: 'simulation',
    questions: forBounded((role) => {
      const instance = `arn:aws:ec2:us-east-1:${role.account}:instance/i-0123456789abcdef0`;
      // AWS's own documents have no account in their ARN, which the simulator can't place: the name decides here.
      const document = (name: string, account = role.account) => `arn:aws:ssm:us-east-1:${account}:document/${name}`;
      const ask = (action: string, resource: string, what: string, extra: { [key: string]: string } = {}) =>
        denied(role.name, `${action} ${what}`, bySession(role, action, resource, { extra }));
      return [
        ask('ssm:SendCommand', instance, 'on an instance without the tag'),
        ask('ssm:SendCommand', instance, 'on an instance with another tag value', { 'ssm:resourceTag/IncidentResponse': 'no' }),
        ask('ssm:SendCommand', document('AWS-RunShellScript'), 'with AWS-RunShellScript'),
        ask('ssm:SendCommand', document('BREAK-GLASS-Collect', '999999999999'), 'with a stranger\'s document of a fitting name'),
        ask('ssm:StartSession', instance, 'on an instance without the tag'),
        ask('ssm:StartSession', document('AWS-StartPortForwardingSession'), 'that forwards a port'),
        ask('ssm:StartSession', document('AWS-StartSSHSession'), 'that tunnels SSH'),
      ];
    }),
  },
  {
    id: 'role-evidence-stays',
    title: 'No session copies evidence into a bucket of a stranger, whatever its name',
    threats: [5],
    proof: 'simulation',
    questions: forBounded((role) => [
      denied(role.name, 's3:PutObject into forensic-evidence-of-mine of a stranger', {
        ...bySession(role, 's3:PutObject', 'arn:aws:s3:::forensic-evidence-of-mine/key', { extra: { 'aws:ResourceAccount': '999999999999' } }),
        account: '999999999999',
        resourcePolicy: grantTo(sessionArn(role, 'jane.doe-BREAK-GLASS')),
      }),
    ]),
  },
];

function roleArn(role: RoleModel, name: string): string {
  return `arn:aws:iam::${role.account}:role/${name}`;
}

/** The boundary with its cap opened for a service: asks the guard behind the cap. */
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

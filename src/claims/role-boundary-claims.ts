import { AccessRequest, Claim, each, fact, Question } from './claim';
import { AccessModel, RoleModel } from './model';
import { ADMINISTRATOR, bySession, Circumstances, denied, grantTo, sessionArn } from './requests';
import { strangersOf } from './strangers';
import { scopeOfRole } from './structure/scope';
import { forbidden, repairable } from '../private/forbidden-actions';
import { expandAction, wildcardRegex } from '../private/iam-catalogue';
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

/** Roles with a boundary. The claim on boundaries reports a role without one, so that it is reported once. */
function forBounded(ask: (role: RoleModel, model: AccessModel) => Question[]): Claim['questions'] {
  return (model) => each(model.roles, (role) => role.boundary ? ask(role, model) : []);
}

/** A session of the role with AdministratorAccess attached: only the boundary limits it then. */
function asAdministrator(role: RoleModel, action: string, resource?: string, circumstances?: Circumstances): AccessRequest {
  return { ...bySession(role, action, resource, circumstances), identityPolicies: [...role.policies, ADMINISTRATOR] };
}

function refused(role: RoleModel, action: string, resource?: string, circumstances?: Circumstances, what: string = ''): Question {
  return denied(role, `${action}${what && ` ${what}`}, with AdministratorAccess attached`, asAdministrator(role, action, resource, circumstances));
}

function refusedAll(actions: readonly string[]): Claim['questions'] {
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
  {
    id: 'role-keeps-logging',
    title: 'No session can stop or reduce the trail, the logs, the configuration recorder or threat detection',
    threats: [17],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: refusedAll(forbidden('logging')),
  },
  {
    id: 'role-keeps-alarms',
    title: 'No session can silence an alarm: no change to a filter, alarm, mute rule, topic, subscription, key or rule',
    threats: [17],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role) => [
      ...forbidden('alarming').map((action) => refused(role, action)),
      ...forbidden('alarm-rules').map((action) => refused(role, action, `arn:aws:events:us-east-1:${role.account}:rule/BREAK-GLASS-Alarm-Use-1`)),
    ]),
  },
  {
    id: 'role-keeps-account',
    title: 'No session can close the account, leave the organization, remove its policies, or change the sign-in address and password rules',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: refusedAll(forbidden('account')),
  },
  {
    id: 'role-takes-no-other-identity',
    title: 'No session can assume another role, root or a federated identity',
    threats: [1],
    proof: 'policy',
    remedy: 'Leave the boundary to the construct: it denies this.',
    questions: forBounded((role) => forbidden('chaining').map((action) => denied(role, `${action}, with AdministratorAccess attached, of a role that trusts the account`, {
      ...asAdministrator(role, action), resourcePolicy: grantTo(`arn:aws:iam::${role.account}:root`),
    }))),
  },
  {
    id: 'investigator-only-reads',
    title: 'A security investigator only reads: every action of the role is a read in the IAM action catalogue',
    threats: [6],
    proof: 'template',
    remedy: 'Give the write to another profile, or to a later phase of the playbook.',
    questions: (model) => model.roles.filter((role) => role.tags.Profile === 'SECURITY_INVESTIGATOR').map((role) => {
      const patterns: string[] = role.policies.flatMap((policy) => policy.document.Statement)
        .filter((statement: any) => statement.Effect === 'Allow').flatMap((statement: any) => [statement.Action ?? []].flat());
      const writes = patterns.flatMap((pattern) => pattern === '*' ? ['*'] : expandAction(pattern)
        .filter((action) => !['List', 'Read'].includes(action.level)).map((action) => action.name));
      return fact(role, 'allows reads only', patterns.length > 0 && writes.length === 0, writes.slice(0, 5).join(', ') || `${patterns.length} patterns, all reads`);
    }),
  },
  {
    id: 'role-commands-scoped',
    title: 'No session can run a command on an instance without the tag, a document that accepts a command line, or an unlogged session',
    threats: [5],
    proof: 'policy',
    remedy: 'Name your documents and tags by playbookScope, and leave the role\'s policies to the construct.',
    questions: forBounded((role, model) => {
      const { account: elsewhere, instances } = strangersOf(model);
      const { commandTagKey = 'IncidentResponse', commandDocuments = ['BREAK-GLASS-*'] } = scopeOfRole(role);
      const own = commandDocuments.filter((name) => !name.startsWith('AWS')).map((name) => name.replace('*', 'Collect'));
      // ARNs of AWS's own documents have no account, which the simulator can't handle: the name decides here.
      const document = (name: string, account = role.account) => `arn:aws:ssm:us-east-1:${account}:document/${name}`;
      const ask = (action: string, resource: string, what: string, extra: { [key: string]: string } = {}) =>
        denied(role, `${action} ${what}`, bySession(role, action, resource, { extra }));
      return [
        ...instances.map((id) => `arn:aws:ec2:us-east-1:${role.account}:instance/${id}`).flatMap((instance) => [
          ask('ssm:SendCommand', instance, 'on an instance without the tag'),
          ask('ssm:SendCommand', instance, 'on an instance with another tag value', { [`ssm:resourceTag/${commandTagKey}`]: 'no' }),
          ask('ssm:StartSession', instance, 'on an instance without the tag'),
        ]),
        ask('ssm:SendCommand', document('AWS-RunShellScript'), 'with AWS-RunShellScript'),
        ...own.map((name) => ask('ssm:SendCommand', document(name, elsewhere), 'with a document of another account under a matching name')),
        ask('ssm:StartSession', document('AWS-StartPortForwardingSession'), 'that forwards a port'),
        ask('ssm:StartSession', document('AWS-StartSSHSession'), 'that tunnels SSH'),
      ];
    }),
  },
  {
    id: 'role-evidence-stays',
    title: 'No session can copy evidence to a bucket of another account, whatever its name',
    threats: [5],
    proof: 'policy',
    remedy: 'Name the accounts of the evidence buckets by evidenceAccounts.',
    questions: forBounded((role, model) => {
      const { account, samples } = strangersOf(model);
      const { evidenceBucketNames = ['forensic-evidence-*'] } = scopeOfRole(role);
      const buckets = [...samples.map((sample) => `forensic-evidence-${sample}`), ...evidenceBucketNames.map((name) => name.replace('*', samples[0]))];
      return [...new Set(buckets)].map((bucket) => denied(role, `s3:PutObject into ${bucket} of another account`, {
        ...bySession(role, 's3:PutObject', `arn:aws:s3:::${bucket}/key`, { extra: { 'aws:ResourceAccount': account } }),
        account,
        resourcePolicy: grantTo(sessionArn(role, SESSION)),
      }));
    }),
  },
];

const SESSION = 'jane.doe-BREAK-GLASS';

function roleArn(role: RoleModel, name: string): string {
  return `arn:aws:iam::${role.account}:role/${name}`;
}

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

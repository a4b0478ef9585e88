import { App, Stack } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { ActivationWindow, BreakGlassUser, BreakGlassUserProps, IncidentResponseRole, IncidentResponseRoleProps, Phase, Playbook, PlaybookPermissionSet, ResponderProfile, UserState } from '../../src';
import { lintPolicy, LintOptions, PolicyKind } from '../support/policy-lint';
import { ResolvedTemplate, resolvedTemplate, resolveIntrinsics, resourcesOfType } from '../support/resolve';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const PHASES = Object.values(Phase);

async function errorsIn(policy: object, kind: PolicyKind, where: string, options?: LintOptions): Promise<string[]> {
  const findings = await lintPolicy(policy, kind, where, options);
  return findings.filter(({ level }) => level === 'error')
    .map(({ statement, rule, message }) => `${where}, statement ${statement}: ${rule}: ${message}`);
}

async function errorsInAll(policies: object[], kind: PolicyKind, where: string, options?: LintOptions): Promise<string[]> {
  return (await Promise.all(policies.map((policy, index) => errorsIn(policy, kind, `${where} ${index + 1}`, options)))).flat();
}

// Agnostic of the environment, as the longest form of every policy.
const stack = (id: string = 'Stack') => new Stack(new App(), id);

describe.each(Playbook.catalogue().map((playbook) => [playbook.name, playbook] as const))('playbook %s', (_, playbook) => {
  test.each(PHASES)('renders phase %s to a session policy without a fault', async (phase) => {
    const scope = stack();
    const policy = resolveIntrinsics(scope.resolve(playbook.sessionPolicy(scope, phase).toJSON()));
    expect(await errorsIn(policy, 'session', 'session policy')).toEqual([]);
  });

  test.each(PHASES)('renders phase %s to a permission set without a fault', async (phase) => {
    const scope = stack();
    new PlaybookPermissionSet(scope, 'Set', { instanceArn: INSTANCE, playbook, phase });
    const [set] = Object.values(resourcesOfType(resolvedTemplate(scope), 'AWS::SSO::PermissionSet'));
    expect(await errorsIn(set.InlinePolicy, 'identity', 'permission set', { maxLength: 10240 })).toEqual([]);
  });

  test.each(PHASES)('renders phase %s to managed policies without a fault', async (phase) => {
    const scope = stack();
    const policies = playbook.managedPolicyDocuments(scope, [phase]).map((document) => resolveIntrinsics(scope.resolve(document.toJSON())));
    expect(policies.length).toBeGreaterThan(0);
    expect(await errorsInAll(policies, 'identity', 'managed policy')).toEqual([]);
  });

  test('renders all phases together to managed policies without a fault', async () => {
    const scope = stack();
    const policies = playbook.managedPolicyDocuments(scope, PHASES).map((document) => resolveIntrinsics(scope.resolve(document.toJSON())));
    expect(await errorsInAll(policies, 'identity', 'managed policy')).toEqual([]);
  });
});

/** The policies of roles: permissions, boundary, trust. */
async function roleErrors(template: ResolvedTemplate): Promise<string[]> {
  const roles = Object.entries(resourcesOfType(template, 'AWS::IAM::Role'));
  expect(roles.length).toBeGreaterThan(0);
  const trust = await Promise.all(roles.map(([id, role]) => errorsIn(role.AssumeRolePolicyDocument, 'trust', `${id} trust`)));
  return [...trust.flat(), ...await managedPolicyErrors(template)];
}

async function managedPolicyErrors(template: ResolvedTemplate): Promise<string[]> {
  const policies = Object.entries(resourcesOfType(template, 'AWS::IAM::ManagedPolicy'));
  expect(policies.length).toBeGreaterThan(0);
  return (await Promise.all(policies.map(([id, { PolicyDocument, ManagedPolicyName }]) =>
    errorsIn(PolicyDocument, ManagedPolicyName.endsWith('-boundary') ? 'boundary' : 'identity', id)))).flat();
}

function withRole(props: Partial<IncidentResponseRoleProps> & Pick<IncidentResponseRoleProps, 'profile' | 'playbook'>): Stack {
  const scope = stack();
  const responders = ['jane.doe', 'john.smith'].map((name) =>
    BreakGlassUser.fromUserArn(scope, name, `arn:aws:iam::111111111111:user/bg/${name}-BREAK-GLASS`));
  new IncidentResponseRole(scope, 'Role', { responders, ...props });
  return scope;
}

describe.each(ResponderProfile.standard().map((profile) => [profile.name, profile] as const))('profile %s', (_, profile) => {
  test.each(Playbook.catalogue().map((playbook) => [playbook.name, playbook] as const))(
    'has a role for playbook %s without a fault in permissions, boundary or trust', async (__, playbook) => {
      expect(await roleErrors(resolvedTemplate(withRole({ profile, playbook })))).toEqual([]);
    });
});

test.each<[string, Partial<IncidentResponseRoleProps>]>([
  ['in an organization', { organizationId: 'o-a1b2c3d4e5' }],
  ['of certain addresses', { sourceIps: ['192.0.2.0/24', '2001:db8::/32'] }],
  ['of certain Regions', { regions: ['eu-central-1', 'us-east-1'] }],
  ['with a source identity', { requireSourceIdentity: true }],
  ['with an incident id', { requireIncidentId: true }],
  ['sealed by a closed window', { activationWindow: ActivationWindow.closed() }],
  ['open for a day', { activationWindow: ActivationWindow.between('2026-01-31T14:00:00Z', '2026-02-01T14:00:00Z') }],
  ['under a path of its own', { path: '/ir/' }],
  ['with a scope of its own', {
    playbookScope: {
      evidenceBucketNames: ['my-evidence'],
      evidenceAccounts: ['999999999999'],
      quarantinePolicyArns: ['arn:aws:iam::111122223333:policy/Quarantine'],
      commandDocuments: ['BREAK-GLASS-CollectMemory', 'Support-CollectEKSInstanceLogs'],
    },
  }],
])('a role %s has no fault', async (_, props) => {
  const template = resolvedTemplate(withRole({ profile: ResponderProfile.BREAK_GLASS_ADMIN, playbook: Playbook.GENERAL_INCIDENT, ...props }));
  expect(await roleErrors(template)).toEqual([]);
});

describe.each<[string, Partial<BreakGlassUserProps>]>([
  ['a user to be commissioned', {}],
  ['a commissioned user', { state: UserState.COMMISSIONED }],
  ['a user with AWS login', { allowAwsLogin: true }],
  ['a user with custodians', {
    custodians: [new ArnPrincipal('arn:aws:iam::111111111111:role/CustodianA'), new ArnPrincipal('arn:aws:iam::111111111111:role/CustodianB')],
  }],
])('%s', (_, props) => {
  const scope = stack();
  const user = new BreakGlassUser(scope, 'Jane', {
    responderName: 'Jane Doe', responderEmail: 'jane.doe@example.com', emergencyContact: 'oncall@example.com', ...props,
  });
  user.allowAssumeRole('arn:aws:iam::222222222222:role/bg/BREAK-GLASS-A');
  user.allowAssumeRole('arn:aws:iam::222222222222:role/bg/BREAK-GLASS-B', { sessionTags: true, sourceIdentity: true });
  const template = resolvedTemplate(scope);

  test('has permissions and a boundary without a fault', async () => {
    expect(await managedPolicyErrors(template)).toEqual([]);
  });

  test('has a secret policy without a fault', async () => {
    const [secret] = Object.values(resourcesOfType(template, 'AWS::SecretsManager::ResourcePolicy'));
    expect(await errorsIn(secret.ResourcePolicy, 'resource', 'secret', { maxLength: 20480 })).toEqual([]);
  });

  test('has a key policy without a fault', async () => {
    const [key] = Object.values(resourcesOfType(template, 'AWS::KMS::Key'));
    expect(await errorsIn(key.KeyPolicy, 'resource', 'key', { maxLength: 32768 })).toEqual([]);
  });
});

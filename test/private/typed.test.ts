import { App, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns, aws_stepfunctions as sfn, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import {
  ActivationWindow, BreakGlassAlarm, BreakGlassUser, detection, elevation, identity, IncidentResponseRole, NotificationTarget, NotificationTopic,
  Phase, Playbook, PlaybookPermissionSet, ResponderProfile, UserState,
} from '../../src';
import { SHAPES } from '../../src/private/shapes';
import { requireProps, requireTyped } from '../../src/private/typed';
import { accountStack, jane, messageOf, tokenText } from '../identity/fixtures';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const ID = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000000';
const SOURCES = ['https://example.com'];

const stack = accountStack();
const user = jane(stack);
const role = IncidentResponseRole.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/bg/BREAK-GLASS-A');
const notify = [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic), NotificationTarget.opsItem()];
const directory = new elevation.IdentityCenterDirectory({ instanceArn: INSTANCE, identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: '111111111111' });
const people = [directory.person('jane', ID), directory.person('john', ID.replace(/0$/, '1'))];
const scopeOf = () => new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-central-1' } });
const machine = sfn.StateMachine.fromStateMachineArn(stack, 'Machine', 'arn:aws:states:eu-central-1:111111111111:stateMachine:Give');

interface Use {
  readonly shape: string;
  readonly owner: string;
  readonly right: { readonly [prop: string]: any };
  readonly make: (props: any, scope: Stack) => unknown;
}

/** Every public construct and class with properties. */
const USES: Use[] = [
  {
    shape: 'BreakGlassUserProps',
    owner: 'Stack/X',
    make: (props, scope) => new BreakGlassUser(scope, 'X', props),
    right: { responderName: 'Jane Doe', responderEmail: 'jane@example.com', emergencyContact: 'oncall@example.com' },
  },
  { shape: 'BreakGlassUserAttributes', owner: 'Stack/X', make: (props, scope) => BreakGlassUser.fromUserAttributes(scope, 'X', props), right: { userArn: user.userArn.replace(/\$\{[^}]+\}/, 'aws') } },
  { shape: 'AllowAssumeRoleOptions', owner: 'allowAssumeRole of Stack/Jane', make: (props, scope) => jane(scope).allowAssumeRole(role.roleArn, props), right: {} },
  {
    shape: 'IncidentResponseRoleProps',
    owner: 'Stack/X',
    make: (props, scope) => new IncidentResponseRole(scope, 'X', props),
    right: { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.RANSOMWARE, responders: [user] },
  },
  {
    shape: 'CustomProfileProps',
    owner: 'ResponderProfile.custom',
    make: (props) => ResponderProfile.custom(props),
    right: { name: 'OWN', description: 'Own', maxSession: Duration.hours(1), phases: [Phase.RECOVERY] },
  },
  { shape: 'AccountPasswordPolicyProps', owner: 'Stack/X', make: (props, scope) => new identity.AccountPasswordPolicy(scope, 'X', props), right: {} },
  {
    shape: 'BreakGlassAlarmProps',
    owner: 'Stack/X',
    make: (props, scope) => new BreakGlassAlarm(scope, 'X', props),
    right: { trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), users: [user], roles: [role], notify },
  },
  { shape: 'BreakGlassRulesProps', owner: 'Stack/X', make: (props, scope) => new detection.BreakGlassRules(scope, 'X', props), right: { users: [user], notify } },
  { shape: 'NotificationTopicProps', owner: 'Stack/X', make: (props, scope) => new NotificationTopic(scope, 'X', props), right: {} },
  {
    shape: 'PlaybookProps',
    owner: 'Playbook',
    make: (props) => new Playbook(props),
    right: { name: 'OWN', title: 'Own', recovery: { statements: [{ actions: ['ec2:StartInstances'], sources: SOURCES }] } },
  },
  {
    shape: 'PlaybookPermissionSetProps',
    owner: 'Stack/X',
    make: (props, scope) => new PlaybookPermissionSet(scope, 'X', props),
    right: { instanceArn: INSTANCE, playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT },
  },
  {
    shape: 'PlaybookScope',
    owner: "playbook 'CREDENTIAL_COMPROMISE' in Stack",
    right: {},
    make: (props, scope) => Playbook.CREDENTIAL_COMPROMISE.managedPolicyDocuments(scope, [Phase.CONTAINMENT], props),
  },
  {
    shape: 'ElevatedAccessProps',
    owner: 'Stack/X',
    make: (props, scope) => new elevation.ElevatedAccess(scope, 'X', props),
    right: {
      people,
      identityCenter: directory,
      notify,
      rules: [new elevation.ElevationRule('rule', { target: elevation.ElevationTarget.groupMembership(ID, 'Group'), requesters: [people[0]], approvers: [people[1]] })],
    },
  },
  {
    shape: 'ElevatedAccessAttributes',
    owner: 'Stack/X',
    make: (props, scope) => elevation.ElevatedAccess.fromElevatedAccessAttributes(scope, 'X', props),
    right: { apiId: 'a1b2c3d4e5', eventBusName: 'bus', ledgerTableName: 'Ledger', metricSuffix: '1a2b3c4d' },
  },
  {
    shape: 'ElevationRuleProps',
    owner: "rule 'rule'",
    make: (props) => new elevation.ElevationRule('rule', props),
    right: { target: elevation.ElevationTarget.groupMembership(ID, 'Group'), requesters: [people[0]], approvers: [people[1]] },
  },
  { shape: 'ElevationSessionRevocationProps', owner: 'Stack/X', make: (props, scope) => new elevation.ElevationSessionRevocation(scope, 'X', props), right: { accessAccountId: '111111111111' } },
  {
    shape: 'ElevationSessionRoleProps',
    owner: 'Stack/X',
    make: (props, scope) => new elevation.ElevationSessionRole(scope, 'X', props),
    right: { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT },
  },
  {
    shape: 'IdentityCenterDirectoryProps',
    owner: 'IdentityCenterDirectory',
    make: (props) => new elevation.IdentityCenterDirectory(props),
    right: { instanceArn: INSTANCE, identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: '111111111111' },
  },
  {
    shape: 'IdentityCenterPrincipalProps',
    owner: 'PersonPrincipal.identityCenterUser',
    make: (props) => elevation.PersonPrincipal.identityCenterUser(props),
    right: { userId: ID, userName: 'jane', permissionSetName: 'Elevation', accountId: '111111111111' },
  },
  { shape: 'PersonProps', owner: 'person jane', make: (props) => new elevation.Person('jane', props), right: { principals: people[0]._principals } },
  { shape: 'DirectoryPersonOptions', owner: "directory.person 'jane'", make: (props) => directory.person('jane', ID, props), right: {} },
  { shape: 'RequiredFieldProps', owner: "required field 'change'", make: (props) => elevation.RequiredField.custom('change', props), right: { description: 'a change' } },
  {
    shape: 'PermissionSetTargetOptions',
    owner: 'ElevationTarget.permissionSetArn',
    right: {},
    make: (props) => elevation.ElevationTarget.permissionSetArn('arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef', 'Set', props),
  },
  { shape: 'CustomTargetProps', owner: "target 'own'", make: (props) => elevation.ElevationTarget.custom('own', props), right: { title: 'Own', grant: machine, revoke: machine } },
];

/** Interfaces that stand inside of others. */
const NESTED = ['PermissionSetAssignment', 'PlaybookPhaseProps', 'PlaybookStatement'];

test('every interface of properties is checked by its owner', () => {
  expect([...USES.map(({ shape }) => shape), ...NESTED].sort()).toEqual(Object.keys(SHAPES).sort());
});

const fields = (shape: string) => SHAPES[shape].split(' ').map((field) => field.split(':')).map(([name, type]) => ({ name: name.replace('?', ''), optional: name.endsWith('?'), type }));

describe.each(USES.map((use): [string, Use] => [use.shape, use]))('%s', (_, { shape, owner, right, make }) => {
  test('may be right', () => {
    expect(() => make(right, scopeOf())).not.toThrow();
  });

  test.each(fields(shape).map(({ name, optional, type }): [string, boolean, string] => [name, optional, type]))('fails for a wrong %s', (name, optional, type) => {
    const messageFor = (value: unknown) => messageOf(() => make({ ...right, [name]: value }, scopeOf()));
    const begins = (message: string) => expect(message.slice(0, `'${name}' of ${owner} must be `.length)).toBe(`'${name}' of ${owner} must be `);
    begins(messageFor(null));
    // No property is a function.
    begins(messageFor(() => 'wrong'));
    begins(messageFor(type === 'number' ? '7' : 7));
    if (!optional) { begins(messageFor(undefined)); }
    if (type.endsWith('[]')) {
      begins(messageFor('one'));
      [null, undefined, 7, {}].forEach((value) => expect(messageFor([value])).toContain(`'${name}[0]`));
    }
  });

  test.each([null, 7, 'text', [[]]])('fail where they are %p as a whole', (props) => {
    expect(messageOf(() => make(props, scopeOf()))).toMatch(/^'props' of .+ must be an object, got /);
  });
});

describe('the error', () => {
  const userWith = (props: object) => messageOf(() => new BreakGlassUser(scopeOf(), 'Jane', { responderName: 'Jane Doe', responderEmail: 'jane@example.com', emergencyContact: 'a@example.com', ...props } as any));
  const roleWith = (props: object) => messageOf(() => new IncidentResponseRole(scopeOf(), 'R', { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.RANSOMWARE, responders: [user], ...props } as any));

  test.each<[string, () => string, string]>([
    ['a text instead of a number', () => userWith({ passwordLength: '20' }), "'passwordLength' of Stack/Jane must be a number, got '20'; write it without quotes: 20"],
    ['no number at all', () => userWith({ passwordLength: 'long' }), "'passwordLength' of Stack/Jane must be a number, got 'long'; write the number"],
    ['a number instead of a text', () => userWith({ userName: 7 }), "'userName' of Stack/Jane must be a text, got 7; write it in quotes: '7'"],
    ['a text instead of a boolean', () => userWith({ allowAwsLogin: 'false' }), "'allowAwsLogin' of Stack/Jane must be true or false, got 'false'; write it without quotes"],
    ['null for what may be left out', () => userWith({ path: null }), "'path' of Stack/Jane must be a text, got null; leave it out"],
    ['a missing text', () => userWith({ responderName: undefined }), "'responderName' of Stack/Jane must be a text, got undefined; give it"],
    ['a text instead of a list', () => userWith({ custodians: 'arn' }), "'custodians' of Stack/Jane must be a list, got 'arn'; write it in brackets"],
    ['an entry of a list', () => userWith({ custodians: [new iam.ArnPrincipal('arn:aws:iam::111111111111:role/A'), 'arn'] }),
      "'custodians[1]' of Stack/Jane must be an ArnPrincipal, got 'arn'; write it as new ArnPrincipal('arn:aws:iam::111122223333:role/NAME')"],
    ['a number of seconds', () => roleWith({ maxSession: 3600 }), "'maxSession' of Stack/R must be a Duration, got 3600; write it as Duration.hours(1)"],
    ['a missing list', () => roleWith({ responders: undefined }), "'responders' of Stack/R must be a list, got undefined; give it"],
    ['one instead of a list', () => roleWith({ responders: user }), "'responders' of Stack/R must be a list, got an object of class BreakGlassUser; write it in brackets"],
    ['the name of a playbook', () => roleWith({ playbook: 'RANSOMWARE' }),
      "'playbook' of Stack/R must be a Playbook, got 'RANSOMWARE'; write it as Playbook.RANSOMWARE, another of the catalogue, or new Playbook({ … })"],
    ['a class instead of an object', () => roleWith({ activationWindow: ActivationWindow }), "'activationWindow' of Stack/R must be an ActivationWindow, got the function or class ActivationWindow; "
      + 'write it as ActivationWindow.closed() or ActivationWindow.between(start, end)'],
    ['an entry inside of a scope', () => roleWith({ playbookScope: { commandDocuments: ['BREAK-GLASS-*', 7] } }), "'playbookScope.commandDocuments[1]' of Stack/R must be a text, got 7; write it in quotes: '7'"],
    ['no scope', () => roleWith({ playbookScope: 'mine' }), "'playbookScope' of Stack/R must be an object, got 'mine'; write it as { … }"],
    ['an unknown phase', () => messageOf(() => ResponderProfile.custom({ name: 'OWN', description: 'Own', maxSession: Duration.hours(1), phases: ['recovery' as any] })),
      "'phases[0]' of ResponderProfile.custom must be a Phase, got 'recovery'; write it as Phase.INVESTIGATION or another phase"],
    ['a statement of a phase', () => messageOf(() => new Playbook({ name: 'OWN', title: 'Own', recovery: { statements: [{ actions: 'ec2:StartInstances' as any, sources: SOURCES }] } })),
      "'recovery.statements[0].actions' of Playbook must be a list, got 'ec2:StartInstances'; write it in brackets"],
    ['an account that is a number, and lost its zero', () => messageOf(() => new elevation.IdentityCenterDirectory({ instanceArn: INSTANCE, identityStoreId: 'd-1234567890', permissionSetName: 'E', accountId: 11112222333 as any })),
      "'accountId' of IdentityCenterDirectory must be an account id of 12 digits, got 11112222333; it has lost its leading zero: write it as the text '011112222333'"],
    ['an account in a list', () => roleWith({ playbookScope: { evidenceAccounts: [111122223333] } }),
      "'playbookScope.evidenceAccounts[0]' of Stack/R must be an account id of 12 digits, got 111122223333; write it as '111122223333'"],
    ['no properties at all', () => messageOf(() => new (BreakGlassUser as any)(scopeOf(), 'Jane')),
      "'props' of Stack/Jane must be an object, got undefined; give it 'responderName', 'responderEmail', 'emergencyContact'"],
    ['something that isn\'t a topic', () => messageOf(() => NotificationTarget.topic(new NotificationTopic(scopeOf(), 'T') as any)),
      "'topic' of NotificationTarget.topic must be a topic, got an object of class NotificationTopic; give the construct, the topic of a NotificationTopic, or Topic.fromTopicArn(this, id, arn)"],
    ['an imported role for a window', () => messageOf(() => elevation.ElevationTarget.activationWindow(role as any)),
      "'role' of ElevationTarget.activationWindow must be an IncidentResponseRole of this app, got an object of class ImportedRole; give the construct; the trust of an imported role can't be changed"],
  ])('says of %s what is wrong and what to write', (_, message, expected) => {
    expect(message()).toBe(expected);
  });

  test.each<[string, () => unknown]>([
    ['topic', () => NotificationTarget.topic(undefined as any)],
    ['function', () => NotificationTarget.lambda('arn' as any)],
    ['event bus', () => NotificationTarget.eventBus(null as any)],
    ['alarm action', () => NotificationTarget.alarmAction({} as any)],
    ['permission set', () => elevation.ElevationTarget.permissionSet('Set' as any)],
    ['name of a rule', () => new elevation.ElevationRule(undefined as any, { target: elevation.ElevationTarget.groupMembership(ID, 'Group') })],
    ['name of a group', () => elevation.ElevationTarget.groupMembership(ID, undefined as any)],
    ['name of an own target', () => elevation.ElevationTarget.custom(null as any, { title: 'Own', grant: machine, revoke: machine })],
    ['pattern of an incident', () => elevation.RequiredField.incident(undefined as any)],
    ['pattern of a ticket', () => elevation.RequiredField.ticket(7 as any)],
    ['name of a field', () => elevation.RequiredField.custom(undefined as any, { description: 'a change' })],
    ['session role', () => elevation.ElevationTarget.scopedSession({} as any)],
  ])('comes for a parameter as well: %s', (_, make) => {
    expect(messageOf(make)).toMatch(/^'\w+' of (ElevationRule|(NotificationTarget|ElevationTarget|RequiredField)\.\w+) must be an? /);
  });
});

describe('what is known at deployment is taken', () => {
  test.each<[string, object]>([
    ['a text', { userName: tokenText() }],
    ['a number', { passwordLength: Lazy.number({ produce: () => 20 }) }],
    ['a number as an account', { userName: Token.asString({ Ref: 'A' }) }],
    ['undefined for what may be left out', { userName: undefined, passwordLength: undefined, custodians: undefined, state: undefined }],
    ['constructs and imports', { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/a'), state: UserState.NEW }],
  ])('%s', (_, props) => {
    expect(() => requireProps(stack, 'X', 'BreakGlassUserProps', { responderName: tokenText(), responderEmail: 'a', emergencyContact: 'b', ...props })).not.toThrow();
  });

  test('a list, whose one entry stands for all', () => {
    expect(() => requireTyped('it', 'PlaybookScope', { evidenceAccounts: Token.asList({ Ref: 'Accounts' }) })).not.toThrow();
  });

  test('an imported topic and an imported user', () => {
    expect(() => NotificationTarget.topic(sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-central-1:111111111111:T'))).not.toThrow();
    expect(() => requireTyped('it', 'DirectoryPersonOptions', { iamUser: iam.User.fromUserArn(stack, 'Kim', 'arn:aws:iam::111111111111:user/kim') })).not.toThrow();
  });
});

test('what interfaces don\'t name is left alone', () => {
  expect(() => requireTyped('it', 'NotificationTopicProps', { name: 'A', somethingElse: 7 })).not.toThrow();
});

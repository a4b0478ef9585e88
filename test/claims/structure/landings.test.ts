/** Stacks without an account or Region beside stacks with one. */
import { App, Environment, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { CfnAccessKey, CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { failing } from './template-attacks';
import {
  BreakGlassAlarm, BreakGlassUser, IBreakGlassUser, IIncidentResponseRole, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook,
  ResponderProfile,
} from '../../../src';
import { accessModel, prove, readAssembly } from '../../../src/claims/internal';

const ENV = { account: '111111111111', region: 'eu-west-1' };

function breakGlass(scope: App | Stage, env?: Environment): Stack {
  const stack = new Stack(scope, 'BreakGlass', { env });
  const jane = new BreakGlassUser(stack, 'Jane', { responderName: 'Jane Doe', responderEmail: 'jane@example.com', emergencyContact: 'oncall@example.com' });
  const role = new IncidentResponseRole(stack, 'Role', { profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: [jane] });
  watch(stack, jane, role);
  return stack;
}

function watch(stack: Stack, user: IBreakGlassUser, role: IIncidentResponseRole): void {
  const topic = new NotificationTopic(stack, 'Topic', { emails: ['security@example.com'] });
  new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), users: [user], roles: [role], notify: [NotificationTarget.topic(topic.topic)],
  });
}

function after(env: Environment | undefined, more: (app: App) => void) {
  const app = new App({ analyticsReporting: false });
  breakGlass(app, env);
  more(app);
  return readAssembly(app.synth().directory);
}

const before = (env?: Environment) => failing(after(env, () => undefined));

test('an ordinary stack for any account holds beside break-glass resources of one', () => {
  const stacks = after(ENV, (app) => {
    const other = new Stack(app, 'Other');
    new Role(other, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    new LogGroup(new NestedStack(other, 'Nested'), 'Log');
  });
  expect(accessModel(stacks).landed.map(({ account, region, displayName }) => `${account} ${region} ${displayName}`))
    .toEqual(['111111111111 eu-west-1 Other', expect.stringMatching(/^111111111111 eu-west-1 Other\/Nested/)]);
  expect(failing(stacks)).toEqual(before(ENV));
});

test('the same break-glass resources in a stage for any account and in one of an account hold', () => {
  const stacks = after(ENV, (app) => breakGlass(new Stage(app, 'Test')));
  expect(failing(stacks)).toEqual(before(ENV));
});

test('nothing lands elsewhere where all stacks have an account and Region, or none of them', () => {
  expect(accessModel(after(ENV, (app) => new Stack(app, 'Other', { env: { ...ENV, region: 'eu-west-2' } }))).landed).toEqual([]);
  expect(accessModel(after(undefined, (app) => new Stack(app, 'Other'))).landed).toEqual([]);
});

test('fails on an access key in a stack for any account, be it nested or of a certain Region, and says so once', () => {
  for (const add of [
    (app: App) => new Stack(app, 'Other'),
    (app: App) => new NestedStack(new Stack(app, 'Other'), 'Nested'),
    (app: App) => new Stack(app, 'Other', { env: { region: 'us-west-2' } }),
  ]) {
    const stacks = after(ENV, (app) => new CfnAccessKey(add(app), 'Key', { userName: 'jane.doe-BREAK-GLASS' }));
    expect(failing(stacks)).toEqual([...before(ENV), 'user-no-access-key'].sort((a, b) => ids.indexOf(a) - ids.indexOf(b)));
    expect(prove(stacks).find(({ id }) => id === 'user-no-access-key')!.counterExamples).toHaveLength(1);
  }
});

const ids = prove([]).map(({ id }) => id);

test('a role of a stack for any account is one role of the account, however many Regions have break-glass resources', () => {
  const app = new App({ analyticsReporting: false });
  breakGlass(app, ENV);
  const second = new Stack(app, 'Second', { env: { ...ENV, region: 'eu-west-2' } });
  watch(second, BreakGlassUser.fromUserName(second, 'Jane', 'jane.doe-BREAK-GLASS'),
    IncidentResponseRole.fromRoleArn(second, 'Role', `arn:aws:iam::${ENV.account}:role/bg/BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISE`));
  new CfnRole(new Stack(app, 'Other'), 'Role', { assumeRolePolicyDocument: {} });
  const { otherRoles } = accessModel(readAssembly(app.synth().directory));
  const made = otherRoles.filter(({ account }) => account === ENV.account).map(({ resource }) => resource.logicalId);
  // Rules publish by roles of their own.
  expect(made.filter((id) => !id.includes('ToTopicRole'))).toEqual(['Role']);
});

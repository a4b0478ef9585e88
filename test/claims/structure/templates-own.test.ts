/** Everything that the library writes holds, with every property of its constructs. */
import { join } from 'path';
import { App, Duration, Stack, Stage, Tags } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { referenceOrganization } from '../../../examples/reference-org/app';
import { ActivationWindow, BreakGlassAlarm, BreakGlassUser, identity, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet, ResponderProfile, UserState } from '../../../src';
import { ClaimResult, CLAIMS, prove, readAssembly, SynthesizedStack } from '../../../src/claims/internal';
import { TEMPLATE_CLAIMS } from '../../../src/claims/structure/templates';
import { USER_RESOURCE_CLAIMS } from '../../../src/claims/structure/users';
import { smallOrganization } from '../fixture';

const ACCOUNT = '111111111111';
const env = { account: ACCOUNT, region: 'eu-central-1' };
const claims = [...TEMPLATE_CLAIMS, ...USER_RESOURCE_CLAIMS];
const proven = (stacks: readonly SynthesizedStack[]) => prove(stacks, { claims });
const counterExamples = (results: readonly ClaimResult[]) => results.flatMap(({ id, counterExamples: found }) => found.map(({ subject, text, because }) => `${id}: ${subject} ${text}: ${because}`));
const user = (stack: Stack, id: string, props: any = {}) => new BreakGlassUser(stack, id, {
  responderName: `${id} Doe`, responderEmail: 'responder@example.com', emergencyContact: 'oncall@example.com', ...props,
});

function everyProperty(stack: Stack): void {
  const custodians = ['A', 'B'].map((name) => new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Custodian${name}`));
  const jane = user(stack, 'Jane', { custodians, state: UserState.COMMISSIONED, allowAwsLogin: true, passwordLength: 20, encryptionKey: new Key(stack, 'Key') });
  const own = user(stack, 'Own', { userName: 'someone+else@x-BREAK-GLASS', path: '/emergency/', cloudFormationRoles: [new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Deployer`)] });
  const imported = BreakGlassUser.fromUserArn(stack, 'Imported', 'arn:aws:iam::222222222222:user/bg/john.doe-BREAK-GLASS');
  const role = (id: string, props: any = {}) => new IncidentResponseRole(stack, id, {
    profile: ResponderProfile.INCIDENT_RESPONDER, playbook: Playbook.RANSOMWARE, responders: [jane, imported], roleName: `BREAK-GLASS-${id}`, ...props,
  });
  const roles = [
    role('A', { path: '/emergency/', backupOwners: [own], organizationId: 'o-exampleorg1' }),
    role('B', { requireIncidentId: true, requireSourceIdentity: true, sourceIps: ['192.0.2.0/24'], regions: ['eu-central-1'] }),
    role('C', { activationWindow: ActivationWindow.closed(), maxSession: Duration.hours(2), maxMfaAge: Duration.minutes(30) }),
    ...ResponderProfile.standard().map((profile, index) => role(`P${index}`, { profile })),
  ];
  new identity.AccountPasswordPolicy(stack, 'Rules');
  new PlaybookPermissionSet(stack, 'Set', {
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT, permissionsBoundaryName: '/own/Boundary',
  });
  const fn = new LambdaFunction(stack, 'Notifier', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = () => {}') });
  new BreakGlassAlarm(stack, 'Alarm', {
    trailLogGroup: new LogGroup(stack, 'Trail'),
    users: [jane, own, imported],
    roles,
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic', { name: 'OWN', emails: ['a@example.com'] }).topic), NotificationTarget.lambda(fn), NotificationTarget.opsItem()],
  });
  // What other apps have.
  new Bucket(stack, 'Emptied', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  new LambdaFunction(stack, 'Other', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('x'), logRetention: RetentionDays.ONE_DAY });
  Tags.of(stack).add('Purpose', 'IncidentResponse');
}

test.each([
  ['the small organization', smallOrganization],
  ['the reference organization', () => readAssembly(referenceOrganization({ analyticsReporting: false }).synth().directory)],
] as const)('every structural claim on users and templates holds for %s', (_, synthesize) => {
  const results = proven(synthesize());
  expect(counterExamples(results)).toEqual([]);
  expect(results.filter(({ verdict }) => verdict !== 'holds').map(({ id }) => id)).toEqual([]);
});

test.each(['elevated-access', 'headline-constructs'])('it holds for the templates of integ.%s', (name) => {
  expect(counterExamples(proven(readAssembly(join(__dirname, '../../../integ', `integ.${name}.ts.snapshot`))))).toEqual([]);
});

test('it holds for every property of users, roles, sets and alarms, beside functions and custom resources of the app', () => {
  const app = new App({ analyticsReporting: false });
  everyProperty(new Stack(app, 'All', { env }));
  const results = proven(readAssembly(app.synth().directory));
  expect(counterExamples(results)).toEqual([]);
  expect(results.flatMap(({ assumptions }) => assumptions.map(({ subject, check }) => `${subject}: ${check}`))).toEqual([
    'john.doe-BREAK-GLASS: aws iam get-user --user-name john.doe-BREAK-GLASS',
  ]);
});

test('it holds for stages that are synthesized for any account, and says what is assumed', () => {
  const app = new App({ analyticsReporting: false });
  for (const stage of ['Test', 'Production']) {
    const jane = user(new Stack(new Stage(app, stage), 'Access'), 'Jane');
    new IncidentResponseRole(jane.stack, 'Role', { profile: ResponderProfile.INCIDENT_RESPONDER, playbook: Playbook.RANSOMWARE, responders: [jane] });
  }
  const results = proven(readAssembly(app.synth().directory));
  expect(counterExamples(results)).toEqual([]);
  const assumed = results.flatMap(({ assumptions }) => assumptions.map(({ subject, text, check }) => `${subject} ${text}: ${check}`));
  expect(assumed).toContain('Test/Access is synthesized for any account: the proof is about an account that gets these stacks and nothing else: aws sts get-caller-identity');
  expect(assumed.filter((line) => line.startsWith('jane.doe-BREAK-GLASS is deployed to another account than its namesake'))).toHaveLength(2);
});

test('nothing applies to an app without break-glass', () => {
  const app = new App({ analyticsReporting: false });
  new Bucket(new Stack(app, 'Plain', { env }), 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  const results = prove(readAssembly(app.synth().directory), { claims: CLAIMS });
  expect(results.filter(({ verdict }) => verdict !== 'not applicable').map(({ id }) => id)).toEqual([]);
});

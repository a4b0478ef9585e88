import { App, Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { findingsOf, stackIn } from '../support';
import { alarm, filter, rule } from '../watching';

const RULE = 'UserSignInRaisesAlarm';
const NAME = 'jane-break-glass';
const SIGN_IN_RULE = {
  'source': ['aws.signin'],
  'detail-type': ['AWS Console Sign In via CloudTrail'],
  'detail': { eventName: ['ConsoleLogin'], userIdentity: { type: ['IAMUser'], userName: [NAME] } },
};

function consoleUser(stack: Stack, props: iam.CfnUserProps = { userName: NAME }): iam.CfnUser {
  return new iam.CfnUser(stack, 'BreakGlassUser', { loginProfile: { password: '{{resolve:secretsmanager:jane}}' }, ...props });
}

test.each<[string, string]>([
  ['the name', `{ ($.eventName = "ConsoleLogin") && ($.userIdentity.userName = "${NAME}") }`],
  ['the ARN', `{ $.userIdentity.arn = "arn:aws:iam::111111111111:user/${NAME}" }`],
  ['the end of the name', '{ $.eventName = ConsoleLogin && $.userIdentity.userName = "*-break-glass" }'],
  ['words without braces', `ConsoleLogin "${NAME}"`],
  ['any sign-in', '{ $.eventName = "ConsoleLogin" }'],
])('is silent where a metric filter with an alarm watches for %s', (_, pattern) => {
  const stack = stackIn();
  consoleUser(stack);
  filter(stack, 'Filter', pattern);
  alarm(stack, 'Alarm', 'Filter');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent where an enabled event rule watches, which a sign-in reaches in its default state', () => {
  const stack = stackIn();
  consoleUser(stack);
  rule(stack, 'Rule', SIGN_IN_RULE);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('is silent where another stack watches the user by reference', () => {
  const app = new App();
  const user = consoleUser(stackIn(app), {});
  const stack = stackIn(app, 'Watch');
  filter(stack, 'Filter', `{ $.eventName = "ConsoleLogin" && $.userIdentity.userName = "${user.ref}" }`);
  alarm(stack, 'Alarm', 'Filter');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reads the account of the stack in an ARN that names it by a pseudo parameter', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '222222222222', region: 'eu-central-1' } });
  consoleUser(stack, { userName: NAME, path: '/bg/' });
  filter(stack, 'Filter', Fn.sub(`{ $.userIdentity.arn = "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/bg/${NAME}" }`));
  alarm(stack, 'Alarm', 'Filter');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reads a name that holds the account', () => {
  const stack = stackIn();
  consoleUser(stack, { userName: `break-glass-${Aws.ACCOUNT_ID}` });
  filter(stack, 'Filter', `{ $.userIdentity.userName = "break-glass-${Aws.ACCOUNT_ID}" }`);
  alarm(stack, 'Alarm', 'Filter');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => void]>([
  ['nothing', () => undefined],
  ['only a topic', (stack) => new sns.Topic(stack, 'Topic', { topicName: 'break-glass-sign-in' })],
  ['a filter without an alarm', (stack) => filter(stack, 'Filter', '{ $.eventName = "ConsoleLogin" }')],
  ['an alarm on another metric', (stack) => {
    filter(stack, 'Filter', '{ $.eventName = "ConsoleLogin" }');
    alarm(stack, 'Alarm', 'Filters');
  }],
  ['an alarm on the metric\'s name in another namespace', (stack) => {
    filter(stack, 'Filter', '{ $.eventName = "ConsoleLogin" }');
    alarm(stack, 'Alarm', 'Filter', { namespace: 'Safety' });
  }],
  ['a filter for a longer name', (stack) => {
    filter(stack, 'Filter', `{ $.userIdentity.userName = "${NAME}-2" }`);
    alarm(stack, 'Alarm', 'Filter');
  }],
  ['a filter for failures', (stack) => {
    filter(stack, 'Filter', '{ $.eventName = "ConsoleLogin" && $.responseElements.ConsoleLogin = "Failure" }');
    alarm(stack, 'Alarm', 'Filter');
  }],
  ['a filter that only the deployment knows', (stack) => {
    filter(stack, 'Filter', `{ $.userIdentity.userName = "${new CfnParameter(stack, 'Name').valueAsString}" }`);
    alarm(stack, 'Alarm', 'Filter');
  }],
  ['a filter that CloudWatch Logs would refuse', (stack) => {
    filter(stack, 'Filter', '{ $.eventName == ConsoleLogin }');
    alarm(stack, 'Alarm', 'Filter');
  }],
  ['a disabled rule', (stack) => rule(stack, 'Rule', SIGN_IN_RULE, { state: 'DISABLED' })],
  ['a rule on a role of the same name', (stack) => rule(stack, 'Rule', { detail: { userIdentity: { type: ['AssumedRole'], userName: [NAME] } } })],
  ['a rule on a schedule', (stack) => rule(stack, 'Rule', undefined, { scheduleExpression: 'rate(5 minutes)' })],
])('reports a user that is watched by %s', (_, watch) => {
  const stack = stackIn();
  consoleUser(stack);
  watch(stack);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/BreakGlassUser']);
});

test('does not apply to users without a console password, ordinary users or users of another app', () => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'NoConsole', { userName: 'john-break-glass' });
  new iam.CfnUser(stack, 'Ordinary', { loginProfile: { password: 'x' } });
  iam.User.fromUserName(stack, 'Imported', NAME);
  expect(findingsOf(RULE, stack)).toEqual([]);
});

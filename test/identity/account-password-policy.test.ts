import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { A_TOKEN, accountStack, messageOf, resourceOf, templateOf } from './fixtures';
import { identity } from '../../src';

const TYPE = 'Custom::AccountPasswordPolicy';

function stackWith(props?: identity.AccountPasswordPolicyProps): Stack {
  const stack = accountStack();
  new identity.AccountPasswordPolicy(stack, 'Passwords', props);
  return stack;
}

function errorFor(props: identity.AccountPasswordPolicyProps): string {
  return messageOf(() => stackWith(props));
}

/** The call made on creation and on update. */
function callOf(stack: Stack): any {
  const { Create, Update, Delete } = resourceOf(stack, TYPE).Properties;
  expect(Create).toBe(Update);
  expect(Delete).toBeUndefined();
  return JSON.parse(Create);
}

test('the rules are long, of every kind of character, and never a lock-out', () => {
  expect(callOf(stackWith())).toMatchObject({
    service: 'iam',
    action: 'UpdateAccountPasswordPolicy',
    parameters: {
      MinimumPasswordLength: 14,
      RequireSymbols: true,
      RequireNumbers: true,
      RequireUppercaseCharacters: true,
      RequireLowercaseCharacters: true,
      AllowUsersToChangePassword: true,
      PasswordReusePrevention: 24,
      HardExpiry: false,
    },
  });
});

test('passwords do not expire by default', () => {
  expect(callOf(stackWith()).parameters).not.toHaveProperty('MaxPasswordAge');
});

test('length, reuse and age can be set, up to their limits', () => {
  expect(callOf(stackWith({ minLength: 128, reusePrevention: 1, maxAge: Duration.days(90) })).parameters)
    .toMatchObject({ MinimumPasswordLength: 128, PasswordReusePrevention: 1, MaxPasswordAge: 90, HardExpiry: false });
  expect(callOf(stackWith({ maxAge: Duration.days(1095) })).parameters.MaxPasswordAge).toBe(1095);
});

test('the rules stay when the stack is deleted', () => {
  templateOf(stackWith()).hasResource(TYPE, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('the role of the custom resource may set the rules and nothing else', () => {
  const template = templateOf(stackWith());
  template.resourceCountIs('AWS::IAM::Policy', 1);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:UpdateAccountPasswordPolicy', Resource: '*' }] },
  });
});

test('the custom resource loads no SDK at run time', () => {
  templateOf(stackWith()).hasResourceProperties(TYPE, { InstallLatestAwsSdk: false });
});

test('the log is kept for three months', () => {
  templateOf(stackWith()).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 90 }, DeletionPolicy: 'Delete' });
});

test('the logical id of the rules stays', () => {
  expect(Object.keys(templateOf(stackWith()).findResources(TYPE))).toEqual(['Passwords1E03964A']);
});

test('expiry is warned of, and nothing else is', () => {
  const id = 'cdk-break-glass:passwordExpiry';
  Annotations.fromStack(stackWith({ maxAge: Duration.days(90) })).hasWarning('/Stack/Passwords',
    "'maxAge' makes passwords expire: a break-glass user "
    + `who signs in after that time must change the password during the emergency [ack: ${id}]`);
  Annotations.fromStack(stackWith()).hasNoWarning('*', Match.stringLikeRegexp(id));
});

test.each([13, 129, 14.5, NaN, -1, Infinity])('fails for a length of %d', (minLength) => {
  expect(errorFor({ minLength })).toBe(`'minLength' must be a whole number from 14 to 128, got ${minLength}; choose one in this range`);
});

test.each([0, 25, 1.5, NaN])('fails for a reuse prevention of %d', (reusePrevention) => {
  expect(errorFor({ reusePrevention }))
    .toBe(`'reusePrevention' must be a whole number from 1 to 24, got ${reusePrevention}; choose one in this range`);
});

test('fails for numbers that are tokens', () => {
  const token = Lazy.number({ produce: () => 20 });
  expect(errorFor({ minLength: token })).toBe(`'minLength' must be known at synthesis, got ${A_TOKEN}; write the number`);
  expect(errorFor({ reusePrevention: token })).toBe(`'reusePrevention' must be known at synthesis, got ${A_TOKEN}; write the number`);
});

test('fails for an age that is a token', () => {
  expect(errorFor({ maxAge: Duration.days(Lazy.number({ produce: () => 100 })) }))
    .toBe(`'maxAge' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`);
});

test.each([
  [Duration.days(89), 'at least 90 days, got 89 days; a user who signs in rarely finds the password expired'],
  [Duration.days(0), 'at least 90 days, got 0 days; a user who signs in rarely finds the password expired'],
  [Duration.days(1096), "at most 1095 days, got 1096 days; this is IAM's maximum; leave 'maxAge' out for no expiry"],
])('fails for an age of %s', (maxAge, problem) => {
  expect(errorFor({ maxAge })).toBe(`'maxAge' must be ${problem}`);
});

test('fails for an age of broken days', () => {
  expect(errorFor({ maxAge: Duration.hours(2161) })).toBe("'maxAge' must be whole days, got 90 days 1 hour; round it");
});

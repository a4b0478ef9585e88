import { App, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { detection, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../src';
import { eventMatches } from '../../src/analysis/event-pattern';

const ACCOUNT = '222222222222';
/** The longest name that IAM takes. */
const nameOf = (index: number) => `BREAK-GLASS-SECURITY_INVESTIGATOR-CREDENTIAL_COMPROMISED_ID_${1000 + index}`;

/** Rules on so many roles, each in an account of its own or all in one. */
function rulesOn(count: number, more: Partial<detection.BreakGlassRulesProps> = {}, accountOf: (index: number) => string = () => ACCOUNT) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: 'us-east-1' } });
  const roles = Array.from({ length: count }, (_, index) => (
    IncidentResponseRole.fromRoleArn(stack, `Role${index}`, `arn:aws:iam::${accountOf(index)}:role/bg/${nameOf(index)}`)));
  new detection.BreakGlassRules(stack, 'Rules', {
    roles, notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic)], maxRules: 2000, ...more,
  });
  return { app, stack, rules: stack.node.findAll().filter((node): node is CfnRule => CfnRule.isCfnRule(node)) };
}

const withWildcards = ({ stack, rules }: ReturnType<typeof rulesOn>): any[] => rules.map(({ eventPattern }) => stack.resolve(eventPattern))
  .filter((pattern) => JSON.stringify(pattern).includes('"wildcard":'));

/** A refusal whose record has no parameters. */
const refused = (arn: string, rest = ' because no identity-based policy allows the sts:AssumeRole action') => ({
  detail: {
    eventName: 'AssumeRole', errorCode: 'AccessDenied', errorMessage: `User: arn:aws:iam::111111111111:user/x is not authorized to perform: sts:AssumeRole on resource: ${arn}${rest}`,
  },
});

const seen = (patterns: readonly any[], event: any): boolean => patterns.some((pattern) => eventMatches(pattern, event));

test.each([1, 10, 200, 300])('%d roles with the longest names need at most twenty of the thirty rules with wildcards that a bus takes', (count) => {
  const made = rulesOn(count);
  expect(withWildcards(made).length).toBeLessThanOrEqual(20);
  expect(() => made.app.synth()).not.toThrow();
  for (let index = 0; index < count; index += 37) {
    expect(seen(withWildcards(made), refused(`arn:aws:iam::${ACCOUNT}:role/bg/${nameOf(index)}`))).toBe(true);
  }
  // A longer name is another role.
  expect(seen(withWildcards(made), refused(`arn:aws:iam::${ACCOUNT}:role/bg/${nameOf(0)}0`))).toBe(false);
});

test('roles in a thousand accounts need one, which matches by the beginning of their names', () => {
  const made = rulesOn(1000, {}, (index) => String(300000000000 + index));
  const patterns = withWildcards(made);
  expect(patterns).toHaveLength(1);
  expect(patterns[0].detail.errorMessage).toEqual([{ wildcard: '*:role/bg/BREAK-GLASS-*' }]);
  expect(seen(patterns, refused(`arn:aws:iam::300000000999:role/bg/${nameOf(999)}`))).toBe(true);
  expect(seen(patterns, refused('arn:aws:iam::300000000999:role/admin/Admin'))).toBe(false);
});

test('imported roles of another name are matched as a whole, however many there are', () => {
  const made = rulesOn(301, {
    roles: Array.from({ length: 301 }, (_, index) => IncidentResponseRole.fromRoleArn(new Stack(), `R${index}`, `arn:aws:iam::${ACCOUNT}:role/r${index}`)),
  });
  expect(withWildcards(made).flatMap(({ detail }) => detail.errorMessage)).toContainEqual({ wildcard: `*arn:aws:iam::${ACCOUNT}:role/r300 *` });
});

test('with more of them on the bus, those of others as well, synthesis fails and says how many', () => {
  const made = rulesOn(1);
  for (let index = 0; index < 30; index++) { new CfnRule(made.stack, `Other${index}`, { eventPattern: { source: [{ wildcard: 'a*b' }] } }); }
  expect(() => made.app.synth()).toThrow(/the app puts 31 rules with wildcards on one default event bus \(1 in Stack\/Rules, 30 in Stack\), the bus allows 30, and AWS doesn't raise it/);
});

test('rules of another bus, and rules without wildcards, don\'t count', () => {
  const made = rulesOn(1);
  for (let index = 0; index < 31; index++) {
    new CfnRule(made.stack, `Bus${index}`, { eventBusName: 'orders', eventPattern: { source: [{ wildcard: 'a*b' }] } });
    new CfnRule(made.stack, `Plain${index}`, { eventPattern: { source: ['a*b'] } });
  }
  expect(() => made.app.synth()).not.toThrow();
});

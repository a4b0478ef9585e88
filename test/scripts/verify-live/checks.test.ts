/** What the checks conclude from what they see, without an account; and what their templates may hold. */
import { Clock } from './live';
import { BY_HAND } from '../../../scripts/verify-live/by-hand';
import { CHECKS } from '../../../scripts/verify-live/checks';
import { apiTemplate } from '../../../scripts/verify-live/checks/api-gateway';
import { deliveryTemplate } from '../../../scripts/verify-live/checks/event-delivery';
import { userTemplate } from '../../../scripts/verify-live/checks/login-profile';
import { differences, METRIC_FILTERS, PATTERNS, RECORDS } from '../../../scripts/verify-live/checks/metric-filters';
import { lockTemplate } from '../../../scripts/verify-live/checks/object-lock';
import { assumeTemplate } from '../../../scripts/verify-live/checks/packed-policy';
import { denyBefore, isAllowed, measured, sessionTemplate } from '../../../scripts/verify-live/checks/revocation';
import { matches, parseMetricFilter } from '../../../src/analysis/metric-filter';
import { decide, UNPROVEN_FACTS } from '../../../src/claims/internal';

test('each fact is asked by one check, or a person is told how to look', () => {
  const covered = [...CHECKS, ...BY_HAND].map(({ fact }) => fact);
  expect([...covered].sort()).toEqual(UNPROVEN_FACTS.map(({ id }) => id).sort());
});

test.each(CHECKS.map((check) => [check.fact, check] as const))('%s says what it makes, how long it takes, and what it costs with a public price', (_, check) => {
  expect(check.cost.source).toMatch(/^https:\/\/aws\.amazon\.com\/[\w-]+\/pricing\/$/);
  expect(check.cost.cents).toBeLessThanOrEqual(5);
  expect(check.minutes).toBeGreaterThan(0);
});

const TEMPLATES: ReadonlyArray<readonly [string, any]> = [
  ['login profile', userTemplate('n-user', 'x')], ['packed policy', assumeTemplate('n')], ['session', sessionTemplate('n')], ['lock', lockTemplate('n-1')],
  ['delivery', deliveryTemplate('n')], ['api', apiTemplate()],
];

test.each(TEMPLATES)('the stack of %s retains nothing, needs no bootstrap, and fits into a request', (_, template) => {
  const text = JSON.stringify(template);
  expect(text).not.toMatch(/Retain|BootstrapVersion|cdk-hnb659fds/);
  expect(text.length).toBeLessThan(51_200);
});

test.each(TEMPLATES)('the stack of %s has no key, and nothing that everybody may use', (_, template) => {
  expect(Object.values<any>(template.Resources).map(({ Type }) => Type)).not.toContain('AWS::IAM::AccessKey');
  const roles = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const trusts = roles.map(({ Properties }) => JSON.stringify(Properties.AssumeRolePolicyDocument));
  for (const trust of trusts) { expect(trust).not.toMatch(/"\*"|:root/); }
});

describe('metric filters', () => {
  const asEvaluator = async (pattern: string, messages: readonly string[]) => {
    const filter = parseMetricFilter(pattern);
    return messages.flatMap((message, index) => (matches(filter, JSON.parse(message)) ? [index] : []));
  };
  /** As it would be if a missing field were not equal to anything. */
  const missingDiffers = async (pattern: string, messages: readonly string[]) => (
    /^\{ \(\$\.errorCode != /.test(pattern) ? messages.map((_, index) => index).filter((index) => index !== 0) : asEvaluator(pattern, messages));

  test('hold where CloudWatch Logs answers as the evaluator', async () => {
    expect(await differences(asEvaluator)).toEqual([]);
  });

  test('fail where a missing field is not equal, and say for which record', async () => {
    const found = await differences(missingDiffers);
    expect(found).toHaveLength(3);
    expect(found[0]).toBe('{ ($.errorCode != "AccessDenied") } matches {"eventName":"AssumeRole"}');
  });

  test('the patterns tell records with and without the field apart', () => {
    const answers = PATTERNS.map((pattern) => RECORDS.map((record) => matches(parseMetricFilter(pattern), record)));
    for (const row of answers) { expect(new Set(row).size).toBe(2); }
  });

  test('the numbers that CloudWatch Logs gives begin with 1', async () => {
    const send = async ({ input }: any) => {
      const found = await asEvaluator(input.filterPattern, input.logEventMessages);
      return { matches: found.map((index) => ({ eventNumber: index + 1 })) };
    };
    expect(await METRIC_FILTERS.run({ clients: { logs: { send } } } as any)).toEqual({ outcome: 'held', seen: expect.stringContaining('answers as') });
  });
});

describe('the time of a revocation', () => {
  /** A session whose calls are answered by this list, and then as the last. */
  async function session(answers: readonly boolean[]) {
    const clock = new Clock();
    const left = [...answers];
    let denied = 0;
    const mayCall = async () => (left.length > 1 ? left.shift()! : left[0]);
    const observation = await measured({ now: clock.now, wait: clock.pause }, mayCall, async () => { denied++; });
    return { observation, denied };
  }

  test('is counted from the deny to the first refusal, and to the last call that was allowed', async () => {
    const { observation, denied } = await session([false, true, true, true, false, true, false]);
    expect(denied).toBe(1);
    expect(observation).toEqual({ outcome: 'held', seen: expect.stringMatching(/^first refused [23] s after the deny, last allowed [34] s after it$/) });
  });

  test('fails where the session isn\'t refused', async () => {
    expect((await session([true])).observation).toEqual({ outcome: 'failed', seen: expect.stringMatching(/still allowed (59\d|60\d) s after/) });
  });

  test('isn\'t answered where the session never worked', async () => {
    await expect(session([false])).rejects.toThrow('refused from the beginning');
  });

  test('counts only refusals as such', async () => {
    const raise = (name: string) => isAllowed(async () => { throw Object.assign(new Error('x'), { name }); });
    expect([await isAllowed(async () => undefined), await raise('AccessDenied'), await raise('AuthorizationErrorException')]).toEqual([true, false, false]);
    await expect(raise('ThrottledException')).rejects.toThrow('x');
  });

  test('the deny reaches sessions that were issued before, and no later ones', () => {
    const asked = (issued: string) => decide({
      principalArn: 'arn:aws:sts::111122223333:assumed-role/R/verify',
      action: 'sns:ListTopics',
      account: '111122223333',
      context: { 'aws:TokenIssueTime': issued },
      identityPolicies: [
        { name: 'Allow', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sns:ListTopics', Resource: '*' }] } },
        { name: 'Deny', document: JSON.parse(denyBefore('2026-11-29T08:00:00.000Z')) },
      ],
    }).verdict;
    expect([asked('2026-11-29T07:59:00Z'), asked('2026-11-29T08:01:00Z')]).toEqual(['denied', 'allowed']);
  });
});

import { renderReport } from '../../../cli/report/report';
import { AccessModel, accessModel, Acknowledged, Answer, Assumption, ClaimResult, ResourceModel } from '../../../src/claims/internal';

const ACCOUNT = '111111111111';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-ONE`;
const accountId = (index: number) => String(200000000000 + index);

function model(): AccessModel {
  const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'BREAK-GLASS-ONE', Path: '/bg/' } };
  return accessModel([{ name: 'Stack', account: ACCOUNT, region: 'us-east-1', template: { Resources: { One: role } } }]);
}

function resource(account = ACCOUNT, path: string | undefined = 'Stack/One/Resource'): ResourceModel {
  const stack = { name: 'Stack', account, region: 'us-east-1', template: {}, templateFile: 'Stack.template.json' };
  return { logicalId: 'One1234', type: 'AWS::IAM::Role', stack, props: {}, ref: '', arn: '', path };
}

function against(overrides: Partial<Answer> = {}): Answer {
  return {
    kind: 'access',
    subject: 'BREAK-GLASS-ONE',
    about: resource(),
    text: 'jane assumes the role without MFA',
    holds: false,
    because: 'allowed by statement Responders',
    request: {
      principalArn: `arn:aws:iam::${ACCOUNT}:user/bg/jane`,
      action: 'sts:AssumeRole',
      resource: ROLE,
      account: ACCOUNT,
      context: { 'aws:RequestedRegion': 'eu-central-1', 'aws:TagKeys': ['a', 'b'] },
      identityPolicies: [],
    },
    ...overrides,
  };
}

function result(overrides: Partial<ClaimResult> = {}): ClaimResult {
  return {
    id: 'role-needs-mfa',
    title: 'No session without MFA',
    threats: [8],
    proof: 'policy',
    restsOn: [],
    ability: false,
    verdict: 'holds',
    questions: 10,
    counterExamples: [],
    acknowledged: [],
    stale: [],
    assumptions: [],
    samples: [],
    ...overrides,
  };
}

const failing = (...counterExamples: Answer[]) => result({ verdict: 'fails', remedy: 'Ask for MFA.', counterExamples });
const acknowledged = (overrides: Partial<Acknowledged> = {}) => (
  result({ verdict: 'acknowledged', acknowledged: [{ ...against(), reason: 'agreed in SEC-1', ...overrides }] }));
const assumption = (overrides: Partial<Assumption> = {}): Assumption => ({
  kind: 'assumption', subject: 'trail', about: resource(), text: 'the log group trail keeps its records', check: `aws logs describe --account ${ACCOUNT}`, ...overrides,
});
const page = (...results: ClaimResult[]) => renderReport({ title: 'Access', generatedAt: '', versions: {}, model: model(), results });
const bare = (markup: string) => markup.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
const textOf = (markup: string) => bare(markup).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').replace(/&#39;/g, '\'');

test('a counter-example tells who, what, where, and the context', () => {
  const text = textOf(page(failing(against())));
  expect(text).toContain(`Who arn:aws:iam::${ACCOUNT}:user/bg/jane What sts:AssumeRole Where ${ROLE} , account ${ACCOUNT}, eu-central-1`);
  expect(text).toContain('With 2 context keys aws:RequestedRegion eu-central-1 aws:TagKeys a, b');
});

test('a request without a resource is about any', () => {
  expect(textOf(page(failing(against({ request: { ...against().request!, resource: undefined } }))))).toContain('Where any resource, account');
});

test('a counter-example tells its construct, type and template, or the logical id where no path is known', () => {
  expect(textOf(page(failing(against())))).toContain('BREAK-GLASS-ONE Stack/One/Resource AWS::IAM::Role in Stack.template.json');
  const unknown = textOf(page(failing(against({ about: { ...resource(), path: undefined } }))));
  expect(unknown).toContain('BREAK-GLASS-ONE One1234 AWS::IAM::Role');
});

test('the remedy stands with the counter-examples, and nowhere else', () => {
  expect(textOf(page(failing(against())))).toContain('1 counter-example in 10 answers What to do: Ask for MFA.');
  expect(textOf(page(result({ remedy: 'Ask for MFA.' })))).not.toContain('Ask for MFA.');
  expect(textOf(page({ ...failing(against()), remedy: undefined }))).not.toContain('What to do');
});

test('the same counter-example in several accounts is one, with a list of the others', () => {
  const all = [1, 2, 3].map((index) => against({ about: resource(accountId(index)), text: `of ${accountId(index)}`, request: undefined }));
  const text = textOf(page(failing(...all)));
  expect(text).toContain('3 counter-examples in 10 answers');
  expect(text).toContain(`and the same in 2 other accounts ${accountId(2)}, ${accountId(3)}`);
  expect(text).not.toContain(`of ${accountId(2)}`);
});

test('fails to join counter-examples about different things', () => {
  const all = [against({ request: undefined }), against({ request: undefined, because: 'another statement', about: resource(accountId(1)) })];
  expect(textOf(page(failing(...all)))).not.toContain('and the same in');
});

test('a page has room for a number of counter-examples, and says what it leaves out', () => {
  const many = Array.from({ length: 900 }, (_, index) => against({ text: `[question ${index}]` }));
  const text = textOf(page(failing(...many)));
  expect(text.match(/\[question \d+\]/g)).toHaveLength(800);
  expect(text).toContain('100 more are left out of this page. The proofs as JSON hold all.');
});

test('an acknowledged claim has a badge of its own, and its reason and construct stand in the verdict and at the claim', () => {
  const html = page(result({ id: 'other' }), acknowledged());
  expect(html).toContain('<span class="badge accepted"');
  expect(html).toContain('<section class="verdict accepted"');
  const text = textOf(html);
  expect(text).toContain('1 of 2 claims holds, 1 acknowledged.');
  expect(text).toContain('Acknowledged, each for one construct alone: No session without MFA : “agreed in SEC-1” (Stack/One/Resource)');
  expect(text).toContain('1 counter-example acknowledged');
  expect(text).toContain('Every answer is as promised or acknowledged.');
});

test('an acknowledgement shows also where the claim fails on something else, and the claim fails', () => {
  const both = { ...acknowledged(), verdict: 'fails', counterExamples: [against({ text: 'john assumes it' })] } as const;
  const text = textOf(page(both));
  expect(text).toContain('1 of 1 claim fails.');
  expect(text).toContain('agreed in SEC-1');
  expect(text).toContain('john assumes it');
});

test('no acknowledgement, no word of it', () => {
  expect(textOf(page(result()))).not.toMatch(/acknowledged/i);
});

test('an assumption has its command, which a click selects or a button copies, and the claims that make it', () => {
  const html = page(result({ assumptions: [assumption()] }), result({ id: 'other-claim', assumptions: [assumption()] }));
  expect(html).toContain(`<code data-copy>aws logs describe --account ${ACCOUNT}</code>`);
  expect(html).toMatch(/\.command code \{ user-select: all/);
  expect(html).toContain('navigator.clipboard.writeText');
  expect(textOf(html)).toContain('the log group trail keeps its records for role-needs-mfa , other-claim');
  expect(html.match(/<code data-copy>/g)).toHaveLength(1);
  expect(textOf(html)).toContain('All 2 claims hold. · 1 assumption');
});

test('the same assumption in several accounts is one; another one is another', () => {
  const of = (index: number) => assumption({ about: resource(accountId(index)), check: `aws logs describe --account ${accountId(index)}` });
  const html = page(result({ assumptions: [of(1), of(2), { ...of(3), text: 'something else' }] }));
  expect(html.match(/<code data-copy>/g)).toHaveLength(2);
  expect(textOf(html)).toContain(`and the same in 1 other account ${accountId(2)}`);
});

test('without an assumption the page has no section for them', () => {
  expect(page(result())).not.toContain('id="assumptions"');
  expect(page(result({ assumptions: [assumption()] }))).toContain('id="assumptions"');
});

test('an app without break-glass access says so, and shows nothing else', () => {
  const nothing = accessModel([{ name: 'Shop', account: ACCOUNT, region: 'us-east-1', template: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } } }]);
  const html = renderReport({ title: 'Access', generatedAt: '', versions: {}, model: nothing, results: [result({ verdict: 'not applicable' })] });
  const text = textOf(html);
  expect(text).toContain('No break-glass access in these templates.');
  expect(text).toContain('1 template holds no break-glass user, incident response role or permission set.');
  expect(html).not.toContain('<nav');
  expect(bare(html)).not.toContain('class="picture');
});

test('fails to say so where a claim of another kind holds', () => {
  const nothing = accessModel([{ name: 'Shop', account: ACCOUNT, region: 'us-east-1', template: { Resources: {} } }]);
  const html = renderReport({ title: 'Access', generatedAt: '', versions: {}, model: nothing, results: [result()] });
  expect(textOf(html)).not.toContain('No break-glass access');
});

test('hostile reasons, commands and contexts never become markup', () => {
  const hostile = '<img src=x onerror=alert(1)>"';
  const request = { ...against().request!, principalArn: hostile, action: hostile, context: { [hostile]: hostile } };
  const html = page(
    { ...failing(against({ request, about: resource(ACCOUNT, hostile) })), remedy: hostile },
    acknowledged({ reason: hostile }), result({ assumptions: [assumption({ text: hostile, check: hostile })] }));
  expect(html).not.toContain('<img');
});

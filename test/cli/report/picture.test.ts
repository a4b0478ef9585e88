import { accessOf } from '../../../cli/report/access';
import { Failing } from '../../../cli/report/failing';
import { renderReport } from '../../../cli/report/report';
import { accessModel, ClaimResult, SynthesizedStack } from '../../../src/claims/internal';
import { largeOrganization } from '../../support/large-organization';

const SECURITY = '111111111111';
const PEOPLE = ['ada', 'ben'].map((name) => `arn:aws:iam::${SECURITY}:user/bg/${name}-BREAK-GLASS`);
const accountId = (index: number) => String(200000000000 + index);

interface RoleOptions {
  readonly name?: string;
  readonly trusted?: unknown;
  readonly backup?: readonly string[];
  readonly sealed?: boolean;
  readonly action?: string;
  readonly notPrincipal?: unknown;
}

function statement(sid: string, trusted: object, sealed: boolean) {
  const window = sealed ? { DateLessThan: { 'aws:CurrentTime': '1970-01-02T00:00:00Z' } } : {};
  return { Sid: sid, Effect: 'Allow', Action: 'sts:AssumeRole', ...trusted, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, ...window } };
}

function role({ name = 'BREAK-GLASS-ONE', trusted = PEOPLE, backup = [], sealed = false, action = 's3:ListAllMyBuckets', notPrincipal }: RoleOptions = {}) {
  const principal = typeof trusted === 'string' ? trusted : { AWS: trusted };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Path: '/bg/',
      AssumeRolePolicyDocument: {
        Statement: [
          statement('Responders', notPrincipal ? { NotPrincipal: notPrincipal } : { Principal: principal }, sealed),
          ...backup.length > 0 ? [statement('BackupOwners', { Principal: { AWS: backup } }, sealed)] : [],
        ],
      },
      Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } }],
    },
    Metadata: { 'aws:cdk:path': `Stack/${name}/Resource` },
  };
}

function account(index: number, ...roles: RoleOptions[]): SynthesizedStack {
  const resources = Object.fromEntries(roles.map((options, position) => [`Role${position}`, role(options)]));
  return { name: `Stack${index}`, account: accountId(index), region: 'us-east-1', template: { Resources: resources } } as any;
}

function failing(stacks: readonly SynthesizedStack[], index: number): ClaimResult {
  const about = accessModel(stacks).roles.find((candidate) => candidate.account === accountId(index))!.resource;
  const answer = { kind: 'fact', subject: 'BREAK-GLASS-ONE', about, text: 'is safe', holds: false, because: 'it is not' } as const;
  return {
    id: 'role-needs-mfa',
    title: 'No session without MFA',
    threats: [],
    proof: 'template',
    restsOn: [],
    ability: false,
    verdict: 'fails',
    questions: 1,
    counterExamples: [answer],
    acknowledged: [],
    stale: [],
    assumptions: [],
    samples: [],
  };
}

const render = (stacks: readonly SynthesizedStack[], results: ClaimResult[] = []) => (
  renderReport({ title: 'Access', generatedAt: '', versions: {}, model: accessModel(stacks), results }));
const access = (stacks: readonly SynthesizedStack[], results: ClaimResult[] = []) => accessOf(accessModel(stacks), new Failing(results));
const textOf = (markup: string) => markup.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').replace(/&#39;/g, '\'');
const pictureOf = (page: string) => /<table class="picture[\s\S]*?<\/table>/.exec(page)![0];
const rowsOf = (page: string) => [...pictureOf(page).matchAll(/<tr data-row[\s\S]*?<\/tr>/g)].map(([row]) => row);
const counts = (stacks: readonly SynthesizedStack[]) => access(stacks).groups.map(({ accounts }) => accounts.length);

test('the picture is the first thing after the headline, before the verdict and the tables', () => {
  const page = render([account(1, {})]);
  const order = ['class="headline', 'id="who"', 'class="picture', 'id="verdict"', 'id="access"', 'id="proven"'].map((mark) => page.indexOf(mark));
  expect(order).not.toContain(-1);
  expect([...order].sort((a, b) => a - b)).toEqual(order);
});

test('a cell counts the accounts whose role trusts the person, and says so to a screen reader', () => {
  const page = render([account(1, {}), account(2, {}), account(3, { trusted: [PEOPLE[0]] })]);
  expect(textOf(page)).toContain('2 people can assume 1 role in 3 accounts. 2 accounts are alike (A), 1 differs.');
  const [ada, ben] = rowsOf(page).map(textOf);
  expect(ada).toContain('ada imported 3 3 of 3 accounts');
  expect(ben).toContain('ben imported 2 2 of 3 accounts A');
  expect(rowsOf(page)[1]).toContain('<rect class="open" x="0%" width="66.7%" height="100%"/>');
});

test('headers of the picture belong to columns and rows, and it has a caption and a text beside it', () => {
  const page = render([account(1, {}, { name: 'BREAK-GLASS-TWO', trusted: [PEOPLE[1]] })]);
  expect(pictureOf(page)).toMatch(/<caption class="sr">Number of accounts/);
  expect(pictureOf(page).match(/<th scope="row"/g)).toHaveLength(3);
  expect(pictureOf(page)).toContain('scope="colgroup"');
  expect(pictureOf(page)).toContain('aria-describedby="picture-says"');
  expect(page).toContain('role="region" aria-label="People, roles and accounts"');
  expect(textOf(page)).toMatch(/The same in sentences .*Other roles · ONE , in 1 account: ben and ada\. .*Other roles · TWO , in 1 account: ben\./);
});

test('a person without a role has no number in its cell', () => {
  const page = render([account(1, {}, { name: 'BREAK-GLASS-TWO', trusted: [PEOPLE[1]] })]);
  expect(rowsOf(page)[1]).toMatch(/ada[\s\S]*<span class="sr">none<\/span>/);
});

test('a sealed role and a backup owner are marked in the cell', () => {
  const page = render([account(1, { trusted: [PEOPLE[0]], backup: [PEOPLE[1]], sealed: true })]);
  const [ada, ben] = rowsOf(page);
  expect(ada).toContain('class="sealed"');
  expect(ada).toContain('class="shackle"');
  expect(textOf(ben)).toContain('(1) of 1 account, as a backup owner, sealed in 1');
  expect(textOf(page)).toContain('sealed: only in an activation window');
  expect(textOf(render([account(1, {})]))).not.toContain('sealed: only in an activation window');
});

test('a role whose claim fails is marked in the cell, with a way to the claim, in the failing account alone', () => {
  const stacks = [account(1, {}), account(2, {}), account(3, {})];
  const page = render(stacks, [failing(stacks, 2)]);
  expect(rowsOf(page)[0]).toContain('href="#claim-role-needs-mfa"');
  expect(textOf(rowsOf(page)[0])).toContain('3 of 3 accounts, a claim fails in 1');
  expect(rowsOf(page)[0]).toContain('<rect class="failing" x="0%" width="33.3%"');
  expect(textOf(page)).toContain('As A, but claims fail (ONE)');
  expect(rowsOf(render(stacks))[0]).not.toContain('class="failing"');
});

test('a part of one account in many stays visible', () => {
  const stacks = Array.from({ length: 200 }, (_, index) => account(index + 1, {}));
  expect(rowsOf(render(stacks, [failing(stacks, 7)]))[0]).toMatch(/class="failing" x="0%" width="5\.\d%"/);
});

test('a claim that fails on nothing in the picture is named below it', () => {
  const stacks = [account(1, {})];
  const [{ counterExamples: [answer] }] = [failing(stacks, 1)];
  const alarm = { ...failing(stacks, 1), id: 'root-is-alarmed', counterExamples: [{ ...answer, about: undefined, subject: 'the alarm' }] };
  expect(textOf(render(stacks, [alarm]))).toContain('1 claim fails on something other than these people and roles: root-is-alarmed');
});

test('the boundary of a role is a part of it: a claim that fails there fails on the role', () => {
  const stacks = [account(1, {})];
  const result = failing(stacks, 1);
  const about = { ...result.counterExamples[0].about!, logicalId: 'Boundary', path: 'Stack/BREAK-GLASS-ONE/Boundary' };
  const boundary = { ...result, counterExamples: [{ ...result.counterExamples[0], about }] };
  expect(rowsOf(render(stacks, [boundary]))[0]).toContain('class="failing"');
  const other = { ...result, counterExamples: [{ ...result.counterExamples[0], about: { ...about, path: 'Stack/Other/Boundary' } }] };
  expect(rowsOf(render(stacks, [other]))[0]).not.toContain('class="failing"');
});

test.each<[string, RoleOptions, string]>([
  ['anyone', { trusted: '*' }, 'anyone (*)'],
  ['a whole account', { trusted: [`arn:aws:iam::${SECURITY}:root`] }, `the whole account ${SECURITY}`],
  ['a role', { trusted: [`arn:aws:iam::${SECURITY}:role/Admin`] }, `role/Admin of ${SECURITY}`],
  ['users by a pattern', { trusted: [`arn:aws:iam::${SECURITY}:user/bg/*`] }, `arn:aws:iam::${SECURITY}:user/bg/*`],
  ['all but one', { notPrincipal: { AWS: PEOPLE[0] } }, 'all but arn:aws:iam'],
])('%s in a trust policy is no person: it stands first, and in red', (_, options, label) => {
  const page = render([account(1, {}, { name: 'BREAK-GLASS-TWO', ...options })]);
  expect(textOf(rowsOf(page)[0])).toContain(label);
  expect(rowsOf(page)[0]).toContain('<span class="warn">no IAM user</span>');
  expect(textOf(page)).toContain('2 people and 1 other principal can assume');
});

test('accounts are equal when only their own id tells them apart', () => {
  expect(counts([account(1, {}), account(2, {}), account(3, {})])).toEqual([3]);
  expect(counts([account(1, { name: `BREAK-GLASS-${accountId(1)}` }), account(2, { name: `BREAK-GLASS-${accountId(2)}` })])).toEqual([2]);
});

test('fails to be equal: people of the account itself are other people in each account', () => {
  const own = (index: number) => [`arn:aws:iam::${accountId(index)}:user/bg/ada-BREAK-GLASS`];
  const found = access([account(1, { trusted: own(1) }), account(2, { trusted: own(2) })]);
  expect(found.groups).toHaveLength(2);
  expect(found.people).toHaveLength(2);
});

test('fails to be equal: a foreign account is not the own one', () => {
  const open = (index: number) => ({ trusted: [...PEOPLE, `arn:aws:iam::${accountId(index)}:root`] });
  expect(counts([account(1, open(1)), account(2, open(1)), account(3, open(1))])).toEqual([3]);
  expect(counts([account(1, open(1)), account(2, open(2))])).toEqual([1, 1]);
});

test.each<[string, RoleOptions, string]>([
  ['a person more', { trusted: [...PEOPLE, `${PEOPLE[0]}x`] }, 'responders also'],
  ['a person less', { trusted: [PEOPLE[0]] }, 'responders not ben'],
  ['a seal', { sealed: true }, 'sealed by a window, closed'],
  ['a backup owner', { backup: [`${PEOPLE[0]}x`] }, 'backup owners also'],
])('%s sets an account apart, and the list says so', (_, options, words) => {
  const page = render([account(1, {}), account(2, {}), account(3, options)]);
  expect(textOf(page)).toContain('2 accounts are alike (A), 1 differs.');
  expect(textOf(page)).toMatch(new RegExp(`As A, but ${words}`));
});

test('other permissions leave accounts in one group, and the matrix shows each kind', () => {
  const page = render([account(1, {}), account(2, {}), account(3, { action: 'ec2:StopInstances' })]);
  expect(counts([account(1, {}), account(2, {}), account(3, { action: 'ec2:StopInstances' })])).toEqual([3]);
  expect(textOf(page)).toContain('All accounts are alike but for permissions.');
  expect(textOf(page)).toContain('The permissions of 1 role differ among them');
  expect(textOf(page)).toContain('This is so in 2 accounts; in others the permissions differ.');
  expect(textOf(page)).toMatch(new RegExp(`1 other variant In ${accountId(3)} 0 reads in 0 services ; 1 write in ec2`));
});

test('equal accounts are one entry of the matrix, which lists all of them', () => {
  const page = render([account(1, {}), account(2, {}), account(3, {})]);
  const matrix = /<table class="wide fixed" id="matrix">[\s\S]*?<\/table>/.exec(page)![0];
  expect(matrix.match(/<tbody data-row/g)).toHaveLength(1);
  for (const index of [1, 2, 3]) { expect(matrix).toContain(accountId(index)); }
});

test('more than 40 people with equal access share a row, more than 30 roles a column a profile', () => {
  const crowd = Array.from({ length: 41 }, (_, index) => `arn:aws:iam::${SECURITY}:user/bg/p${index}-BREAK-GLASS`);
  const page = render([account(1, { trusted: [...crowd, '*'] }, { name: 'BREAK-GLASS-TWO', trusted: [crowd[0]] })]);
  expect(rowsOf(page)).toHaveLength(3);
  expect(textOf(page)).toContain('p1 and 39 more');
  expect(textOf(pictureOf(page))).toContain('People 42 1');
  const many = access([account(1, ...Array.from({ length: 31 }, (_, index) => ({ name: `BREAK-GLASS-R${index}` })))]);
  expect(many.columns.map(({ title }) => title)).toEqual(['31 roles']);
  expect(many.rows[0].cells[0].open).toBe(1);
});

test('the trust graph is drawn while its lines can be told apart', () => {
  expect(render([account(1, {})])).toContain('<svg class="graph"');
  const crowd = Array.from({ length: 13 }, (_, index) => `arn:aws:iam::${SECURITY}:user/bg/p${index}-BREAK-GLASS`);
  const page = render([account(1, { trusted: crowd })]);
  expect(page).not.toContain('<svg class="graph"');
  expect(textOf(page)).toContain('Not drawn for 13 people and 1 group of accounts');
});

test('bars and marks need no inline style, which the policy of the page forbids', () => {
  expect(render([account(1, {}), account(2, { sealed: true })])).not.toMatch(/<[^>]* style=/);
});

describe('30 people, 8 roles', () => {
  test('200 accounts: 198 alike, two groups of one, a row each for the people', () => {
    const stacks = largeOrganization(200);
    const { rows, columns, groups, accounts } = access(stacks);
    expect([rows.length, columns.length, accounts]).toEqual([30, 8, 200]);
    expect(groups.map((group) => group.accounts.length)).toEqual([198, 1, 1]);
    expect(textOf(render(stacks))).toContain('198 accounts are alike (A), 2 differ.');
  });

  test('1,000 accounts: the page stays under 3 MB and is made in seconds', () => {
    const model = accessModel(largeOrganization(1000));
    const before = performance.now();
    const page = renderReport({ title: 'Large', generatedAt: '', versions: {}, model, results: [] });
    expect(page.length).toBeLessThan(3_000_000);
    // Under a second on a machine at rest; the machines of tests are busy.
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(model.roles).toHaveLength(7993);
  });
});

import { join } from 'path';
import { checkOf } from '../../../cli/prove/check';
import { breakGlass, organization, temporaryFolder, writeAssembly } from '../support';

const folder = temporaryFolder();
const two = writeAssembly(join(folder, 'two'), organization());

test('with several accounts each command says for which one it is, and equal headings name it', async () => {
  const { out } = await breakGlass('prove', two);
  expect(out).toContain('aws iam get-role --role-name CustodianA  # account 111111111111\n');
  // A longer command has its comment before it.
  expect(out).toMatch(/# account 222222222222\n +aws sns list-subscriptions-by-topic --topic-arn arn:aws:sns:us-east-1:222222222222:/);
  const assumed = out.slice(out.indexOf('\nAssumed\n'));
  const headings = assumed.split('\n\n').map((block) => block.split('\n      ')[0]).filter((heading) => /^ {4}/.test(heading));
  expect(new Set(headings).size).toBe(headings.length);
});

test('with one account it says nothing more', async () => {
  const one = writeAssembly(join(folder, 'one'), organization((stacks) => {
    stacks.splice(0, stacks.length, ...stacks.filter(({ account }) => account === '111111111111'));
  }));
  expect((await breakGlass('prove', one)).out).toContain('aws iam get-role --role-name CustodianA\n');
});

test('without env the command says where to write the account', async () => {
  const without = writeAssembly(join(folder, 'without'), organization((stacks) => {
    const [security] = stacks.filter(({ account }) => account === '111111111111');
    const text = JSON.stringify({ ...security.template, Conditions: {} }).replaceAll('111111111111', '000000000000');
    stacks.splice(0, stacks.length, { ...security, account: '000000000000', template: JSON.parse(text) });
  }));
  const { claims } = JSON.parse((await breakGlass('prove', '--json', without)).out);
  const checks: string[] = claims.flatMap(({ assumptions }: any) => assumptions.map(({ check }: any) => check));
  expect(checks.filter((check) => check.includes('000000000000'))).toEqual([]);
  expect(checks.some((check) => /:ACCOUNT:/.test(check))).toBe(true);
});

test.each([
  ['arn:aws:iam::222222222222:role/A', 'aws iam get-role --role-name A', '222222222222'],
  ['account 222222222222', 'aws iam get-role --role-name A', '222222222222'],
  ['account 222222222222', 'aws organizations describe-account --account-id 222222222222', undefined],
  ['trail', 'aws cloudtrail describe-trails', undefined],
  ['topic', 'aws sns list-subscriptions-by-topic --topic-arn arn:aws:sns:us-east-1:000000000000:T', undefined],
])('%s, %s is for account %s', (subject, check, account) => expect(checkOf({ subject, check }).account).toBe(account));

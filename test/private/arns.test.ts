import { App, Stack, Token } from 'aws-cdk-lib';
import { iamArn, parseIamArn, requireIamArn } from '../../src/private/arns';
import { messageOf } from '../identity/fixtures';

const ACCOUNT = '111111111111';

function stackOf(account?: string): Stack {
  return new Stack(new App(), 'Stack', { env: { account, region: 'eu-central-1' } });
}

describe('iamArn', () => {
  test.each([
    ['user', '/bg/', 'jane', 'user/bg/jane'],
    ['role', '/', 'R', 'role/R'],
    ['policy', '/a/b/', 'P', 'policy/a/b/P'],
    ['mfa', '/', 'jane', 'mfa/jane'],
  ] as const)('writes a %s under %s', (kind, path, name, resource) => {
    const stack = stackOf(ACCOUNT);
    expect(iamArn(stack, kind, path, name)).toBe(`arn:${stack.partition}:iam::${ACCOUNT}:${resource}`);
  });

  test('takes another account', () => {
    const stack = stackOf(ACCOUNT);
    expect(iamArn(stack, 'role', '/', 'R', '222222222222')).toBe(`arn:${stack.partition}:iam::222222222222:role/R`);
  });

  test('refers only to pseudo parameters', () => {
    const stack = stackOf();
    expect(stack.resolve(iamArn(stack, 'role', '/', 'R'))).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/R']],
    });
  });
});

describe('parseIamArn', () => {
  test.each([
    [`arn:aws:iam::${ACCOUNT}:user/jane`, { account: ACCOUNT, kind: 'user', path: '/', name: 'jane' }],
    [`arn:aws:iam::${ACCOUNT}:role/bg/R`, { account: ACCOUNT, kind: 'role', path: '/bg/', name: 'R' }],
    [`arn:aws-us-gov:iam::${ACCOUNT}:role/a/b/R+=,.@-_`, { account: ACCOUNT, kind: 'role', path: '/a/b/', name: 'R+=,.@-_' }],
    [`arn:aws-cn:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1234567890abcdef`,
      { account: ACCOUNT, kind: 'role', path: '/aws-reserved/sso.amazonaws.com/', name: 'AWSReservedSSO_Admin_1234567890abcdef' }],
  ])('takes %s apart', (arn, parts) => {
    expect(parseIamArn(arn)).toEqual(parts);
  });

  test.each([
    '', 'jane', `arn:aws:iam::${ACCOUNT}:user/`, `arn:aws:iam::${ACCOUNT}:user`, `arn:aws:iam::${ACCOUNT}:group/g`,
    `arn:aws:iam::${ACCOUNT}:policy/p`,
    `arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:iam::${ACCOUNT}:role/a?`, `arn:aws:iam::${ACCOUNT}:role//R`,
    'arn:aws:iam::11111111111:role/R', 'arn:aws:iam::1111111111111:role/R', 'arn:aws:iam:::role/R',
    'arn:aws:iam::aws:role/R', 'arn:aws:iam::*:role/R',
    `arn:aws:iam:eu-central-1:${ACCOUNT}:role/R`, `arn:aws:sts::${ACCOUNT}:assumed-role/R/s`, `arn:amazon:iam::${ACCOUNT}:role/R`,
    `arn:aws:iam::${ACCOUNT}:role/R\n`, ` arn:aws:iam::${ACCOUNT}:role/R`, `arn:aws:iam::${ACCOUNT}:role/R R`, `arn:AWS:iam::${ACCOUNT}:role/R`,
  ])('knows no parts of %j', (arn) => {
    expect(parseIamArn(arn)).toBeUndefined();
  });

  test('knows no parts of an ARN with tokens', () => {
    expect(parseIamArn(iamArn(stackOf(), 'role', '/', 'R'))).toBeUndefined();
  });
});

describe('requireIamArn', () => {
  const check = (arn: string, kinds: readonly ('role' | 'user')[] = ['role']) => requireIamArn('prop', arn, kinds, 'must be an ARN', 'write it');
  const later = Token.asString({ Ref: 'Later' });

  test.each<[string, string]>([
    ['written out', `arn:aws:iam::${ACCOUNT}:role/a/b/R+=,.@-_`],
    ['of another partition', `arn:aws-us-gov:iam::${ACCOUNT}:role/R`],
    ['with tokens for partition and account', iamArn(stackOf(), 'role', '/bg/', 'R')],
    ['with a token for the name, as of a construct', `arn:aws:iam::${ACCOUNT}:role/${later}`],
    ['that is one token, as of a construct', Token.asString({ 'Fn::GetAtt': ['Role', 'Arn'] })],
  ])('takes an ARN %s', (_, arn) => {
    expect(() => check(arn)).not.toThrow();
  });

  test('takes each of several kinds', () => {
    for (const kind of ['role', 'user']) { expect(() => check(`arn:aws:iam::${ACCOUNT}:${kind}/X`, ['role', 'user'])).not.toThrow(); }
  });

  test.each([
    '', '*', 'R', `arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:iam::${ACCOUNT}:role/R?`, `arn:aws:iam::${ACCOUNT}:role/\${aws:username}`,
    'arn:aws:iam::*:role/R', `arn:*:iam::${ACCOUNT}:role/R`, `arn:aws:iam::${ACCOUNT}:user/U`, `arn:aws:iam::${ACCOUNT}:root`,
    `arn:aws:iam::${ACCOUNT}:role/`, `arn:aws:iam::${ACCOUNT}:role//R`, 'arn:aws:iam::1111:role/R', `arn:aws:sts::${ACCOUNT}:assumed-role/R/s`,
    `arn:aws:iam::${ACCOUNT}:role/R\n`, ` arn:aws:iam::${ACCOUNT}:role/R`,
  ])('fails for %j', (arn) => {
    expect(messageOf(() => check(arn))).toBe(`'prop' must be an ARN, got '${arn}'; write it`);
  });

  test.each<[string, (token: string) => string]>([
    ['a wildcard', () => `arn:${stackOf().partition}:iam::${ACCOUNT}:role/*`],
    ['a wildcard behind the token of a name', (token) => `arn:aws:iam::${ACCOUNT}:role/${token}*`],
    ['a policy variable', () => iamArn(stackOf(), 'role', '/', '${aws:username}')],
    ['a wildcard behind a whole token', (token) => `${token}*`],
    ['another kind', () => iamArn(stackOf(), 'user', '/', 'U')],
  ])('fails for %s beside tokens', (_, arn) => {
    expect(messageOf(() => check(arn(later)))).toMatch(/^'prop' must be an ARN, got '.+'; write it$/);
  });
});

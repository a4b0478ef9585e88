import {
  requireIdentityStoreId, requireInstanceArn, requirePermissionSetArn, requirePermissionSetName, requirePortalUserName, requireUserOrGroupId,
} from '../../src/private/identity-center';
import { A_TOKEN, messageOf, tokenText } from '../identity/fixtures';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const PERMISSION_SET = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef';
const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';

interface Case {
  readonly require: (prop: string, value: string) => void;
  readonly takes: string[];
  readonly refuses: string[];
  readonly requirement: string;
  readonly fix: string;
  readonly takesTokens: boolean;
}

const CASES: { readonly [what: string]: Case } = {
  'the ARN of an instance': {
    require: requireInstanceArn,
    takes: [INSTANCE, 'arn:aws-us-gov:sso:::instance/ins-1234567890abcdef'],
    refuses: [`${INSTANCE}0`, INSTANCE.slice(0, -1), ` ${INSTANCE}`, `${INSTANCE}\n`, 'ssoins-1234567890abcdef', INSTANCE.replace(':::', '::111122223333:'),
      INSTANCE.replace('sso:::', 'iam:::'), PERMISSION_SET],
    requirement: 'must be the ARN of an Identity Center instance',
    fix: `write it as '${INSTANCE}'`,
    takesTokens: true,
  },
  'the id of an identity store': {
    require: requireIdentityStoreId,
    takes: ['d-1234567890', 'd-90679abcde'],
    refuses: ['1234567890', 'd-123456789', 'd-12345678901', 'd-123456789G', 'D-1234567890', 'd-1234567890\n'],
    requirement: 'must be the id of an identity store',
    fix: "write it as 'd-1234567890'",
    takesTokens: true,
  },
  'the ARN of a permission set': {
    require: requirePermissionSetArn,
    takes: [PERMISSION_SET, 'arn:aws-cn:sso:::permissionSet/ins-1234567890abcdef/ps-1234567890abcdef'],
    refuses: [INSTANCE, `${PERMISSION_SET}0`, PERMISSION_SET.slice(0, -1), `${PERMISSION_SET}\n`, PERMISSION_SET.replace('ps-', 'PS-'),
      'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/*'],
    requirement: 'must be the ARN of a permission set',
    fix: `write it as '${PERMISSION_SET}'`,
    takesTokens: true,
  },
  'the name of a permission set': {
    require: requirePermissionSetName,
    takes: ['C', 'A'.repeat(32), 'Contain_+=,.@-1'],
    refuses: ['A'.repeat(33), 'Contain it', PERMISSION_SET, 'Contain\n', 'Contain"', 'Cont*'],
    requirement: 'must be the name of a permission set',
    fix: 'give the name, not the ARN',
    takesTokens: false,
  },
  'the id of a user or group': {
    require: requireUserOrGroupId,
    takes: [GROUP, GROUP.toUpperCase(), '906790b6-de1f-6f2e-1a2b-4c5d8e9f0000'],
    refuses: ['Responders', `${GROUP}0`, GROUP.slice(1), `x${GROUP}`, `${GROUP}\n`, '-'.repeat(36), GROUP.replace('d', 'g')],
    requirement: 'must be the id of a user or group in the identity store',
    fix: "look it up with 'aws identitystore list-groups' or 'list-users'",
    takesTokens: false,
  },
  'the name of a user': {
    require: requirePortalUserName,
    takes: ['jd', 'jane@example.com', 'a'.repeat(64)],
    refuses: ['j', 'a'.repeat(65), 'jane doe', 'jane/doe', 'jane:doe', 'jané', 'jane*', 'jane\n'],
    requirement: 'must be the name of a user in Identity Center, 2 to 64 characters',
    fix: 'give the name that the person signs in with',
    takesTokens: false,
  },
};

describe.each(Object.entries(CASES))('%s', (_, { require, takes, refuses, requirement, fix, takesTokens }) => {
  test.each(takes)('may be %j', (value) => {
    expect(() => require('prop', value)).not.toThrow();
  });

  test.each(['', ...refuses])('fails for %j', (value) => {
    expect(messageOf(() => require('prop', value))).toBe(`'prop' ${requirement}, got '${value}'; ${fix}`);
  });

  test.each([undefined, null, 17, {}])('fails for %p, which JavaScript can give', (value) => {
    expect(messageOf(() => require('prop', value as unknown as string))).toBe(`'prop' ${requirement}, got ${value}; ${fix}`);
  });

  test(takesTokens ? 'may be a token' : 'fails for a token', () => {
    if (takesTokens) {
      expect(() => require('prop', tokenText())).not.toThrow();
    } else {
      expect(messageOf(() => require('prop', tokenText()))).toBe(`'prop' ${requirement}, got ${A_TOKEN}; ${fix}`);
    }
  });
});

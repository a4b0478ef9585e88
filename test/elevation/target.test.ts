import { CONTAIN, INSTANCE } from './support/fixture';
import { A_TOKEN, accountStack, messageOf, tokenText } from '../identity/fixtures';
import { elevation, Phase, Playbook, PlaybookPermissionSet } from 'cdk-break-glass';

const { ElevationTarget } = elevation;
const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';

describe('a permission set', () => {
  test('of this app is known by what the app made', () => {
    const set = new PlaybookPermissionSet(accountStack(), 'Set', { instanceArn: INSTANCE, playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT });
    expect(ElevationTarget.permissionSet(set)).toMatchObject({ _kind: { name: 'assignment' }, _resource: set.permissionSetArn, _title: set.permissionSetName });
  });

  test.each([CONTAIN, 'arn:aws-cn:sso:::permissionSet/ins-1234567890abcdef/ps-1234567890abcdef', tokenText()])('of another app is known by its ARN: %s', (arn) => {
    expect(ElevationTarget.permissionSetArn(arn, 'Contain')).toMatchObject({ _kind: { name: 'assignment' }, _resource: arn, _title: 'Contain' });
  });

  test.each([
    '', 'Contain', INSTANCE, `${CONTAIN}0`, CONTAIN.slice(0, -1), ` ${CONTAIN}`, `${CONTAIN}\n`, CONTAIN.replace('permissionSet', 'permissionset'),
    'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/*', CONTAIN.replace('ps-', 'PS-'), CONTAIN.replace(':::', '::111111111111:'),
  ])('fails for the ARN %j', (arn) => {
    expect(messageOf(() => ElevationTarget.permissionSetArn(arn, 'Contain'))).toBe("'permissionSetArn' must be the ARN of a permission set, "
      + `got '${arn}'; write it as 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef'`);
  });

  test.each(['', 'a'.repeat(33), 'Contain it', CONTAIN, 'Contain\n', 'Contain"'])('fails for the name %j', (name) => {
    expect(messageOf(() => ElevationTarget.permissionSetArn(CONTAIN, name)))
      .toBe(`'permissionSetName' must be the name of a permission set, got '${name}'; give the name, not the ARN`);
  });

  test('fails for a token as the name', () => {
    expect(messageOf(() => ElevationTarget.permissionSetArn(CONTAIN, tokenText())))
      .toBe(`'permissionSetName' must be the name of a permission set, got ${A_TOKEN}; give the name, not the ARN`);
  });
});

describe('a group', () => {
  test('is known by its id', () => {
    expect(ElevationTarget.groupMembership(GROUP, 'Incident "responders"')).toMatchObject({ _kind: { name: 'membership' }, _resource: GROUP, _title: 'Incident "responders"' });
  });

  test.each(['', 'Responders', `${GROUP}0`, GROUP.slice(1), `${GROUP}\n`, '*'])('fails for the id %j', (id) => {
    expect(messageOf(() => ElevationTarget.groupMembership(id, 'Responders'))).toBe("'groupId' must be the id of a user or group in the identity store, "
      + `got '${id}'; look it up with 'aws identitystore list-groups' or 'list-users'`);
  });

  test('fails for a token as the id: what is granted stands in the review', () => {
    expect(messageOf(() => ElevationTarget.groupMembership(tokenText(), 'Responders'))).toMatch(`, got ${A_TOKEN}; `);
  });

  test.each(['', 'x'.repeat(129), 'two\nlines'])('fails for the name %j', (name) => {
    expect(messageOf(() => ElevationTarget.groupMembership(GROUP, name)))
      .toBe(`'groupName' must be a text of 1 to 128 characters on one line, got '${name}'; give the name that people know the group by`);
  });

  test('fails for a token as the name', () => {
    expect(messageOf(() => ElevationTarget.groupMembership(GROUP, tokenText())))
      .toBe(`'groupName' must be a text of 1 to 128 characters on one line, got ${A_TOKEN}; give the name that people know the group by`);
  });
});

import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { accountStack, ENV, investigator, jane, JANE, john, messageOf, ROLE, SECURITY_ACCOUNT } from './fixtures';
import { BreakGlassUser, IncidentResponseRoleProps } from '../../src';

function stackWith(props: Partial<IncidentResponseRoleProps> = {}, env: object = { env: ENV }): Stack {
  const stack = accountStack(env);
  investigator(stack, [jane(stack, { allowAwsLogin: props.requireIncidentId ?? props.requireSourceIdentity })], props);
  return stack;
}

describe('warnings', () => {
  const PATH = '/Stack/Investigator';
  const OF_JANE = (stack: Stack) => [BreakGlassUser.fromUserArn(stack, 'Import', `arn:aws:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}`)];

  test('for a single responder, and none for two or with a backup owner', () => {
    Annotations.fromStack(stackWith()).hasWarning(PATH, `'responders' of ${ROLE} should name at least two people with 'backupOwners', got 1: `
      + 'one person can be unavailable or compromised [ack: cdk-break-glass:singleResponder]');
    const two = accountStack();
    investigator(two, [jane(two), john(two)]);
    const backup = accountStack();
    investigator(backup, [jane(backup)], { backupOwners: [john(backup)] });
    for (const stack of [two, backup]) {
      Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:singleResponder'));
    }
  });

  test('for responders of another account without an organization', () => {
    const stack = accountStack();
    investigator(stack, OF_JANE(stack));
    Annotations.fromStack(stack).hasWarning(PATH, `'organizationId' should be given for ${ROLE}, whose responders are in another account: `
      + 'their access then ends when that account leaves the organization [ack: cdk-break-glass:organizationId]');
  });

  test('none for responders of another account with an organization, or of the same account', () => {
    const other = accountStack();
    investigator(other, OF_JANE(other), { organizationId: 'o-a1b2c3d4e5' });
    for (const stack of [other, stackWith(), stackWith({}, {})]) {
      Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:organizationId'));
    }
  });

  test.each([{ requireIncidentId: true }, { requireSourceIdentity: true }])('for a role that the console cannot assume: %j', (props) => {
    Annotations.fromStack(stackWith(props)).hasWarning(PATH,
      `${ROLE} can't be assumed in the console: Switch Role sends neither session tags nor a source identity [ack: cdk-break-glass:noConsole]`);
  });

  test('name the responders who can\'t assume such a role, or of whom the app doesn\'t know', () => {
    const stack = accountStack();
    const [reaches, known] = [true, false].map((allowAwsLogin, index) => BreakGlassUser.fromUserAttributes(stack, `Import${index}`,
      { userArn: `arn:aws:iam::${ENV.account}:user/bg/responder.${index}-BREAK-GLASS`, allowAwsLogin }));
    const unknown = BreakGlassUser.fromUserArn(stack, 'Unknown', `arn:aws:iam::${ENV.account}:user/bg/someone.else-BREAK-GLASS`);
    investigator(stack, [reaches, known, unknown], { requireIncidentId: true });
    Annotations.fromStack(stack).hasWarning(PATH, `${ROLE} can't be assumed in the console: Switch Role sends neither session tags nor a source identity; `
      + "responder.1-BREAK-GLASS can't assume it at all without 'allowAwsLogin'; say whether someone.else-BREAK-GLASS may use 'aws login' by "
      + 'BreakGlassUser.fromUserAttributes({ userArn, allowAwsLogin }) [ack: cdk-break-glass:noConsole]');
  });

  test.each(['requireIncidentId', 'requireSourceIdentity'] as const)('become an error where no responder has the command line: %s', (prop) => {
    const stack = accountStack();
    expect(messageOf(() => investigator(stack, [jane(stack)], { [prop]: true }))).toBe(`'${prop}' can't be met by any responder of ${ROLE}: `
      + `the console's Switch Role sends neither tags nor a source identity, got true; give a responder 'allowAwsLogin', or leave '${prop}' out`);
  });

  test('for a role without an account whose responders were made in an account', () => {
    const app = new App();
    const users = accountStack({ env: ENV }, app, 'Users');
    const responder = jane(users);
    const roles = accountStack({}, app, 'Roles');
    investigator(roles, [responder]);
    Annotations.fromStack(roles).hasWarning('*', Match.stringLikeRegexp('cdk-break-glass:unknownAccount'));
    const sameAccount = accountStack({ env: ENV }, app, 'SameAccount');
    investigator(sameAccount, [responder]);
    Annotations.fromStack(sameAccount).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:unknownAccount'));
  });

  test('none for a role that the console can assume', () => {
    Annotations.fromStack(stackWith()).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:noConsole'));
  });
});

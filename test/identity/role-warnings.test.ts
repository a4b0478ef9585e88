import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { accountStack, ENV, investigator, jane, JANE, john, messageOf, ROLE, SECURITY_ACCOUNT, tokenText } from './fixtures';
import { ActivationWindow, BreakGlassUser, IncidentResponseRoleProps, Phase, Playbook, ResponderProfile, UserState } from '../../src';

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

  describe('for a window', () => {
    const OVER = Match.stringLikeRegexp('cdk-break-glass:windowInPast');

    test('that is over', () => {
      Annotations.fromStack(stackWith({ activationWindow: ActivationWindow.between('2020-01-31T14:00:00Z', '2020-01-31T18:00:00Z') })).hasWarning(PATH,
        `'activationWindow' of ${ROLE} ended at 2020-01-31T18:00:00Z: the role can't be assumed; give instants that lie ahead, or ActivationWindow.closed() [ack: cdk-break-glass:windowInPast]`);
    });

    test('none where it is closed or lies ahead', () => {
      for (const activationWindow of [ActivationWindow.closed(), ActivationWindow.between('2199-01-31T14:00:00Z', '2199-01-31T18:00:00Z')]) {
        Annotations.fromStack(stackWith({ activationWindow })).hasNoWarning('*', OVER);
      }
    });

    test('of a user in recommissioning that is over, and none for one that lies ahead', () => {
      const [past, ahead] = ['2020', '2199'].map((year) => {
        const stack = accountStack();
        jane(stack, { state: UserState.recommissioning(`${year}-01-31T14:00:00Z`, `${year}-01-31T18:00:00Z`) });
        return Annotations.fromStack(stack);
      });
      past.hasWarning('/Stack/Jane', `'state' of ${JANE} is a recommissioning that ended at 2020-01-31T18:00:00Z: no device can be enrolled; `
        + 'set UserState.COMMISSIONED, or give instants that lie ahead [ack: cdk-break-glass:windowInPast]');
      ahead.hasNoWarning('*', OVER);
    });
  });

  test('for a Region that may be new, and none for one that is known or a token', () => {
    Annotations.fromStack(stackWith({ regions: ['eu-central-1', 'eu-central-9'] })).hasWarning(PATH,
      `'regions' of ${ROLE} holds eu-central-9, which this version doesn't know: make sure that the name is right [ack: cdk-break-glass:unknownRegion]`);
    Annotations.fromStack(stackWith({ regions: ['eu-central-1', tokenText()] })).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:unknownRegion'));
  });

  test('for condition keys of an own playbook and an own profile that the catalogue doesn\'t have', () => {
    const statements = [{ actions: ['ec2:DescribeInstances'], conditions: { StringEquals: { 'ec2:SomethingOfNextYear': 'a' } }, sources: ['https://example.com'] }];
    const text = (what: string) => `'conditions' of ${what} name 'ec2:SomethingOfNextYear', which the catalogue of condition keys doesn't have: a condition on a key that AWS never sends `
      + 'matches nothing; make sure that the key exists [ack: cdk-break-glass:unknownKey]';
    Annotations.fromStack(stackWith({ playbook: new Playbook({ name: 'OWN', title: 'Own', investigation: { statements } }) })).hasWarning(PATH, text("playbook 'OWN'"));
    const profile = ResponderProfile.custom({ name: 'OWN', description: 'Own', maxSession: Duration.hours(1), phases: [Phase.INVESTIGATION], statements });
    Annotations.fromStack(stackWith({ profile })).hasWarning(PATH, text("profile 'OWN'"));
    Annotations.fromStack(stackWith()).hasNoWarning('*', Match.stringLikeRegexp('cdk-break-glass:unknownKey'));
  });

  describe('for an imported responder', () => {
    const IMPORTED = Match.stringLikeRegexp('cdk-break-glass:importedResponder');

    test('whose own app must allow the role, with the call to write there', () => {
      const stack = accountStack();
      investigator(stack, OF_JANE(stack));
      Annotations.fromStack(stack).hasWarning(PATH, `${JANE} can assume ${ROLE} only if the app that makes the user allows it: there, call `
        + `allowAssumeRole('arn:aws:iam::${ENV.account}:role/bg/${ROLE}') of the BreakGlassUser, and deploy it [ack: cdk-break-glass:importedResponder]`);
    });

    test('with what the role asks for, and in words where the account isn\'t known', () => {
      const stack = accountStack({});
      const user = BreakGlassUser.fromUserAttributes(stack, 'Import', { userArn: `arn:aws:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}`, allowAwsLogin: true });
      investigator(stack, [user], { requireIncidentId: true, requireSourceIdentity: true });
      Annotations.fromStack(stack).hasWarning(PATH, Match.stringLikeRegexp(
        `call allowAssumeRole\\('arn:aws:iam::ACCOUNT:role/bg/${ROLE}', { sessionTags: true, sourceIdentity: true }\\) of the BreakGlassUser`));
    });

    test('none where a user of the same app allows it, in whichever order', () => {
      const app = new App();
      const users = accountStack({ env: { account: SECURITY_ACCOUNT, region: 'eu-central-1' } }, app, 'Users');
      const stack = accountStack({ env: ENV }, app);
      investigator(stack, OF_JANE(stack));
      jane(users).allowAssumeRole(`arn:aws:iam::${ENV.account}:role/bg/${ROLE}`);
      Annotations.fromStack(stack).hasNoWarning('*', IMPORTED);
    });

    test('none for users of the app itself', () => {
      Annotations.fromStack(stackWith()).hasNoWarning('*', IMPORTED);
    });

    test('also where a user of the same app allows another role', () => {
      const app = new App();
      const users = accountStack({ env: { account: SECURITY_ACCOUNT, region: 'eu-central-1' } }, app, 'Users');
      const stack = accountStack({ env: ENV }, app);
      investigator(stack, OF_JANE(stack));
      jane(users).allowAssumeRole(`arn:aws:iam::${ENV.account}:role/bg/BREAK-GLASS-OTHER`);
      Annotations.fromStack(stack).hasWarning(PATH, IMPORTED);
    });
  });
});

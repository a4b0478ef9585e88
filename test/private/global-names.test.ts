import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { elevation, NotificationTarget, Phase, Playbook } from '../../src';
import { IDENTITY_STORE, INSTANCE, PEOPLE } from '../elevation/support/fixture';
import { accountStack, ENV, investigator, jane, JANE, ROLE } from '../identity/fixtures';

const ELSEWHERE = { account: ENV.account, region: 'us-east-1' };

test('a user or role of the same name in another stack of the account is an error, since IAM is the same in every Region', () => {
  const app = new App();
  const first = accountStack({ env: ENV }, app, 'First');
  investigator(first, [jane(first)]);
  const second = accountStack({ env: ELSEWHERE }, app, 'Second');
  expect(() => jane(second)).toThrow(`'userName' must be a name that no other user of account ${ENV.account} has: IAM is the same in every Region, `
    + `and First/Jane makes it, got '${JANE}'; import the user in one of the two, or give it another name`);
  expect(() => jane(second, { userName: JANE.toUpperCase() }, 'Loud')).toThrow(/^'userName' must be a name that no other user/);
  const john = jane(second, { responderName: 'John Roe' }, 'John');
  expect(() => investigator(second, [john])).toThrow(`'roleName' must be a name that no other role of account ${ENV.account} has: IAM is the same in every Region, `
    + `and First/Investigator makes it, got '${ROLE}'; import the role in one of the two, or give it another name`);
});

test('two stages for one account are no way around it, and two accounts are', () => {
  const app = new App();
  const stackOf = (id: string, account: string) => new Stack(new Stage(app, id, { env: { ...ENV, account } }), 'Stack');
  jane(stackOf('Test', ENV.account!));
  expect(() => jane(stackOf('Production', ENV.account!))).toThrow(/and Test\/Stack\/Jane makes it/);
  expect(() => jane(stackOf('Other', '333333333333'))).not.toThrow();
});

test('stacks for any account, and other apps, can have the same name', () => {
  const app = new App();
  jane(accountStack({}, app, 'One'));
  expect(() => jane(accountStack({}, app, 'Two'))).not.toThrow();
  jane(accountStack());
  expect(() => jane(accountStack())).not.toThrow();
});

test('a user that was removed from the app gives its name back', () => {
  const stack = accountStack();
  jane(stack);
  stack.node.tryRemoveChild('Jane');
  expect(() => jane(stack, {}, 'Again')).not.toThrow();
});

test('a stack for any account is deployed to one account, with its nested stacks', () => {
  const stack = accountStack({}, new App(), 'Any');
  jane(stack);
  expect(() => jane(new NestedStack(stack, 'Nested'))).toThrow("'userName' must be a name that no other user of the account of stack Any has: IAM is the same in every Region, and Any/Jane makes it");
  expect(() => jane(stack, {}, 'Again')).toThrow(/and Any\/Jane makes it/);
});

test('a role whose name can\'t be changed is made once in an account, and says so', () => {
  const app = new App();
  const make = (id: string, env: object = ENV) => new elevation.ElevationSessionRevocation(accountStack({ env }, app, id), 'Revocation', { accessAccountId: ENV.account! });
  make('First');
  expect(() => make('Second', ELSEWHERE)).toThrow(`'scope' must be a name that no other role of account ${ENV.account} has: IAM is the same in every Region, `
    + "and First/Revocation makes it, got 'elevation-session-revoker'; create ElevationSessionRevocation once in an account");
  expect(() => make('Other', { ...ENV, account: '333333333333' })).not.toThrow();
});

test('two ElevatedAccess of one account share no role: the second that grants sessions says so', () => {
  const app = new App();
  const make = (id: string, region: string, sessions: boolean) => {
    const stack = new Stack(app, `Elevation${id}`, { env: { account: '111111111111', region } });
    new elevation.ElevatedAccess(stack, 'Access', {
      people: PEOPLE,
      identityCenter: new elevation.IdentityCenterDirectory({ instanceArn: INSTANCE.replace('ssoins-1', `ssoins-${id}`), identityStoreId: IDENTITY_STORE, permissionSetName: 'Elevation', accountId: '111111111111' }),
      notify: [NotificationTarget.opsItem()],
      rules: [new elevation.ElevationRule('one', {
        requesters: PEOPLE.slice(0, 1),
        approvers: PEOPLE.slice(1),
        target: sessions
          ? elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(stack, 'Role', { roleName: `session-${id}`, playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT }))
          : elevation.ElevationTarget.groupMembership(`906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${id}`, 'Group'),
      })],
    });
  };
  make('2', 'eu-central-1', true);
  expect(() => make('3', 'us-east-1', true)).toThrow("'rules' must be a name that no other role of account 111111111111 has: IAM is the same in every Region, and Elevation2/Access makes it, "
    + "got 'elevation-broker'; grant sessions, and permission sets whose sessions are ended, by one ElevatedAccess of an account");
  expect(() => make('4', 'us-east-1', false)).not.toThrow();
});

import { App, Stack, Stage } from 'aws-cdk-lib';
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

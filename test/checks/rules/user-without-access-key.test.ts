import * as iam from 'aws-cdk-lib/aws-iam';
import { findingsOf, stackIn } from '../support';

const RULE = 'UserWithoutAccessKey';

test('reports an access key of any user, made by either construct', () => {
  const stack = stackIn();
  const user = new iam.User(stack, 'Deployer');
  new iam.AccessKey(stack, 'L2', { user });
  new iam.CfnAccessKey(stack, 'L1', { userName: 'jane' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/L1', 'at Stack/L2/Resource']);
});

test('reports an inactive key, which can be made active again', () => {
  const stack = stackIn();
  new iam.CfnAccessKey(stack, 'Key', { userName: 'jane', status: 'Inactive' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Key']);
});

test('reports a key of an imported user', () => {
  const stack = stackIn();
  new iam.AccessKey(stack, 'Key', { user: iam.User.fromUserName(stack, 'Jane', 'jane') });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Key/Resource']);
});

test('is silent on users, and on the SSH keys and certificates that are no access keys', () => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'User', { userName: 'jane-break-glass' });
  new iam.CfnServerCertificate(stack, 'Certificate');
  expect(findingsOf(RULE, stack)).toEqual([]);
});

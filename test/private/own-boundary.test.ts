import { App, Aspects, CfnResource, PermissionsBoundary, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { accountStack, ENV, investigator, jane, JANE, messageOf, ROLE } from '../identity/fixtures';

const ORGANIZATION_BOUNDARY = `arn:aws:iam::${ENV.account}:policy/organization-boundary`;

/** The error of synthesis; empty if there is none. */
function problems(stack: Stack): string {
  try {
    (stack.node.root as App).synth();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function populated(stack: Stack): Stack {
  investigator(stack, [jane(stack)]);
  return stack;
}

const replaced = (stack: Stack) => [JANE, ROLE].filter((name) => problems(stack).includes(`the permissions boundary of ${name} is replaced by `));

test('the library\'s own boundary stays without a word', () => {
  expect(problems(populated(accountStack()))).toBe('');
});

test('a boundary of the whole stack is an error, for users and for roles', () => {
  const stack = populated(new Stack(new App(), 'Stack', { env: ENV, permissionsBoundary: PermissionsBoundary.fromArn(ORGANIZATION_BOUNDARY) }));
  expect(replaced(stack)).toEqual([JANE, ROLE]);
  expect(problems(stack)).toContain(`is replaced by "${ORGANIZATION_BOUNDARY}", which lifts its limits; `
    + "put it into a stack without 'permissionsBoundary', and let no aspect and no context '@aws-cdk/core:permissionsBoundary' reach it");
});

test('a boundary by the context of the app is an error', () => {
  const app = new App({ context: { '@aws-cdk/core:permissionsBoundary': { name: 'organization-boundary' } } });
  expect(replaced(populated(accountStack({ env: ENV }, app)))).toEqual([JANE, ROLE]);
});

test('a boundary that is applied to a scope is an error', () => {
  const stack = populated(accountStack());
  iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Own', ORGANIZATION_BOUNDARY));
  expect(replaced(stack)).toEqual([JANE, ROLE]);
});

test('a boundary that an aspect removes is an error', () => {
  const stack = populated(accountStack());
  Aspects.of(stack).add({
    visit: (node: IConstruct) => {
      if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role') { node.addPropertyDeletionOverride('PermissionsBoundary'); }
    },
  });
  expect(replaced(stack)).toEqual([ROLE]);
  expect(messageOf(() => (stack.node.root as App).synth())).toContain('is replaced by none, which lifts its limits');
});

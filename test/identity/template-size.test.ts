import { App, Stack } from 'aws-cdk-lib';
import { accountStack, investigator, JANE, messageOf, SECURITY_ACCOUNT } from './fixtures';
import { BreakGlassUser, Playbook, ResponderProfile } from '../../src';

/** Roles of users of another app, whose policies have no room for that many. */
function stackWithRoles(count: number): Stack {
  const stack = accountStack();
  const user = BreakGlassUser.fromUserArn(stack, 'Import', `arn:aws:iam::${SECURITY_ACCOUNT}:user/bg/${JANE}`);
  for (let index = 0; index < count; index++) {
    investigator(stack, [user], { profile: ResponderProfile.BREAK_GLASS_ADMIN, playbook: Playbook.GENERAL_INCIDENT, roleName: `BREAK-GLASS-R${index}` }, `R${index}`);
  }
  return stack;
}

const synth = (stack: Stack) => (stack.node.root as App).synth();

test('fails for policies of roles that can\'t fit into a template', () => {
  expect(messageOf(() => synth(stackWithRoles(120)))).toMatch(
    /the template of Stack has \d+ policies of incident response roles with 1\d{6} characters, CloudFormation allows 1000000 in a template; divide the roles among more stacks/);
});

test('takes policies that fit', () => {
  expect(() => synth(stackWithRoles(10))).not.toThrow();
});

import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ADMINISTRATOR, allow, policy, ROOT, rule, topicWithMail, trust } from './shapes';

/**
 * A published construct: administrator by default, for users of the account by their names, without MFA. A second role,
 * for the whole account, may do everything to the first. Its log of reads is in a state that gets no reads.
 *
 * Shapes of what awslabs/aws-break-glass-role, src/constructs and src/events/rules, synthesizes (Apache-2.0).
 */
export function constructLibrary(stack: Stack): void {
  new iam.CfnRole(stack, 'Role', {
    roleName: 'BreakGlass-break-glass',
    managedPolicyArns: [ADMINISTRATOR],
    assumeRolePolicyDocument: policy(trust({ AWS: ROOT }, { StringEqualsIgnoreCase: { 'aws:username': ['myUser', 'otherUser'] } })),
  });
  const role = 'arn:aws:iam::111111111111:role/BreakGlass-break-glass';
  new iam.CfnRole(stack, 'Deployer', {
    roleName: 'BreakGlass-deploy-deployer-eu-central-1',
    assumeRolePolicyDocument: policy(trust({ AWS: ROOT })),
    policies: [{ policyName: 'Deploy', policyDocument: policy(allow('sts:AssumeRole', 'arn:aws:iam::111111111111:role/cdk-*'), allow('iam:*', role)) }],
  });
  const users = [{ suffix: 'myUser' }, { suffix: 'otherUser' }];
  // The name of the topic is the user's to give; this one is ours.
  const topic = topicWithMail(stack, { topicName: 'break-glass-logins' });
  const bus = new events.CfnEventBus(stack, 'Bus', { name: 'logins' });
  rule(stack, 'LoginAlert', { source: ['aws.signin'], detail: { userIdentity: { arn: users } } }, topic.ref, { eventBusName: bus.ref, state: 'ENABLED' });
  rule(stack, 'LogActions', { detail: { readOnly: [true], userIdentity: { arn: users } } }, 'arn:aws:logs:eu-central-1:111111111111:log-group:actions', { state: 'ENABLED' });
}

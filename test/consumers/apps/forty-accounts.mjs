/** Forty accounts with one role each, for the responders of one. `--careless` removes MFA from one trust policy. */
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import breakGlass from 'cdk-break-glass';

const { BreakGlassAlarm, BreakGlassUser, detection, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile } = breakGlass;
const emergencyContact = 'security-oncall@example.com';
const app = new App({ analyticsReporting: false });
const env = (account) => ({ account, region: 'eu-central-1' });

const security = new Stack(app, 'Security', { env: env('111111111111') });
const custodians = ['Alice', 'Bob'].map((name) => new ArnPrincipal(`arn:aws:iam::111111111111:role/Custodian${name}`));
const users = [['Jane Doe', 'jane.doe'], ['John Smith', 'john.smith']].map(([responderName, address]) => (
  new BreakGlassUser(security, responderName, { responderName, responderEmail: `${address}@example.com`, emergencyContact, custodians })));

const workloads = Array.from({ length: 40 }, (_, index) => {
  const account = String(200_000_000_000 + index);
  const stack = new Stack(app, `Workload${index}`, { env: env(account) });
  const roles = [new IncidentResponseRole(stack, 'Investigator', {
    profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.RANSOMWARE, responders: users, organizationId: 'o-a1b2c3d4e5',
  })];
  const { topic } = new NotificationTopic(stack, 'Topic', { emails: [emergencyContact] });
  new detection.BreakGlassRules(stack, 'Rules', { roles, notify: [NotificationTarget.topic(topic)] });
  return { stack, roles };
});

const watch = new Stack(app, 'Watch', { env: env('111111111111') });
const { topic } = new NotificationTopic(watch, 'Topic', { emails: [emergencyContact] });
new BreakGlassAlarm(watch, 'Alarm', {
  trailLogGroup: LogGroup.fromLogGroupName(watch, 'Trail', 'organization-trail'),
  users,
  roles: workloads.flatMap(({ roles }) => roles),
  notify: [NotificationTarget.topic(topic), NotificationTarget.opsItem()],
});

if (process.argv.includes('--careless')) {
  const role = workloads[7].stack.node.findAll().find((child) => CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::IAM::Role');
  for (const operator of ['Bool', 'NumericLessThanEquals']) { role.addPropertyDeletionOverride(`AssumeRolePolicyDocument.Statement.0.Condition.${operator}`); }
}
app.synth();

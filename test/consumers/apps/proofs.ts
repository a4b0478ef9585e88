/** The ten lines with the proofs. With `--break` the role needs no MFA; with `--guard` the app asks the proofs itself. */
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  BreakGlassAlarm, BreakGlassUser, claims, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile,
} from 'cdk-break-glass';

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'Proofs');
const emergencyContact = 'oncall@example.com';
const custodians = ['Alice', 'Bob'].map((name) => new ArnPrincipal(`arn:aws:iam::${stack.account}:role/Custodian${name}`));
const responders = ['Jane Doe', 'John Smith'].map((responderName) => new BreakGlassUser(stack, responderName, {
  responderName, responderEmail: 'responder@example.com', emergencyContact, custodians,
}));
const role = new IncidentResponseRole(stack, 'Investigator', {
  profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders,
});
const pager = new NotificationTopic(stack, 'Pager', { emails: [emergencyContact] });
new BreakGlassAlarm(stack, 'Alarm', {
  trailLogGroup: LogGroup.fromLogGroupName(stack, 'Trail', 'trail'),
  users: responders,
  roles: [role],
  notify: [NotificationTarget.topic(pager.topic), NotificationTarget.opsItem()],
});
if (process.argv.includes('--break')) {
  const trust = role.node.findAll().find((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role');
  for (const operator of ['Bool', 'NumericLessThanEquals']) { trust!.addPropertyDeletionOverride(`AssumeRolePolicyDocument.Statement.0.Condition.${operator}`); }
}
const proofs = new claims.BreakGlassClaims(app);
Validations.of(app).addPlugins(proofs);
app.synth();
if (process.argv.includes('--guard')) { proofs.assertProven(); }

/**
 * The four headline constructs together, as a snapshot without an account: what changes in a template shows up in review.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ActivationWindow, BreakGlassAlarm, BreakGlassUser, identity, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook,
  PlaybookPermissionSet, ResponderProfile,
} from '../src';

const app = new App();
const stack = new Stack(app, 'BreakGlassIntegHeadline');

new identity.AccountPasswordPolicy(stack, 'PasswordPolicy');
const custodians = ['CustodianA', 'CustodianB'].map((name) => new ArnPrincipal(`arn:aws:iam::111122223333:role/${name}`));
const users = ['Jane Doe', 'John Smith'].map((responderName) => new BreakGlassUser(stack, responderName.split(' ')[0], {
  responderName,
  responderEmail: 'responder@example.com',
  emergencyContact: 'security-oncall@example.com',
  custodians,
  // The sealed role asks for an incident, which only the command line can send.
  allowAwsLogin: responderName === 'Jane Doe',
}));
const roles = ResponderProfile.standard().map((profile) => new IncidentResponseRole(stack, profile.name, {
  profile, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: users,
}));
roles.push(new IncidentResponseRole(stack, 'Sealed', {
  profile: ResponderProfile.INCIDENT_RESPONDER,
  playbook: Playbook.RANSOMWARE,
  responders: [users[0]],
  backupOwners: [users[1]],
  activationWindow: ActivationWindow.closed(),
  sourceIps: ['192.0.2.0/24'],
  regions: ['us-east-1'],
  requireIncidentId: true,
  requireSourceIdentity: true,
}));
new PlaybookPermissionSet(stack, 'Contain', {
  instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT,
});
const topic = new NotificationTopic(stack, 'Topic', { emails: ['security-oncall@example.com'] });
new BreakGlassAlarm(stack, 'Alarm', {
  trailLogGroup: new LogGroup(stack, 'Trail', { retention: RetentionDays.ONE_YEAR }), users, roles, notify: [NotificationTarget.topic(topic.topic)],
});

new IntegTest(app, 'HeadlineConstructs', { testCases: [stack] });

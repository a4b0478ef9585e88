/**
 * Elevated access with each kind of grant, as a snapshot without an account: what changes in a policy or a workflow shows up in review.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, Pass, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import {
  ActivationWindow, BreakGlassUser, elevation, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet,
  ResponderProfile,
} from '../src';

const app = new App();
const stack = new Stack(app, 'ElevationIntegElevatedAccess');

const instanceArn = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const directory = new elevation.IdentityCenterDirectory({ instanceArn, identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: '111122223333' });
const [jane, john, mary] = ['jane', 'john', 'mary'].map((name, index) => directory.person(name, `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000${index}`, {
  iamUser: User.fromUserArn(stack, `User-${name}`, `arn:aws:iam::111122223333:user/${name}`),
}));
const approval = { requesters: [jane, john], approvers: [jane, john, mary] };
const topic = new NotificationTopic(stack, 'Topic', { emails: ['security-oncall@example.com'] });

const machine = (id: string) => new StateMachine(stack, id, {
  queryLanguage: QueryLanguage.JSONATA, definitionBody: DefinitionBody.fromChainable(Pass.jsonata(stack, `${id} the user`)),
});
const sealed = new IncidentResponseRole(stack, 'Sealed', {
  profile: ResponderProfile.SECURITY_INVESTIGATOR,
  playbook: Playbook.DATA_EXFILTRATION,
  responders: [jane, john].map(({ name }) => BreakGlassUser.fromUserArn(stack, name, `arn:aws:iam::111122223333:user/${name}`)),
  activationWindow: ActivationWindow.closed(),
});
new elevation.ElevationSessionRevocation(stack, 'SessionRevocation', { accessAccountId: '111122223333' });

new elevation.ElevatedAccess(stack, 'Elevation', {
  people: [jane, john, mary],
  auditors: [mary],
  identityCenter: directory,
  notify: [NotificationTarget.topic(topic.topic)],
  archiveRetention: Duration.days(400),
  securityHub: true,
  sessionRevocationPolicyId: 'p-examplepolicyid111',
  rules: [
    new elevation.ElevationRule('contain', {
      ...approval,
      target: elevation.ElevationTarget.permissionSet(new PlaybookPermissionSet(stack, 'Contain', {
        instanceArn, playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT, sessionRevocation: true,
      })),
      accounts: ['222222222222', '333333333333'],
      quorum: 2,
      bypassers: [mary],
      maxDuration: Duration.hours(2),
      requiredFields: [elevation.RequiredField.incident('INC-[0-9]{4,8}'), elevation.RequiredField.justification()],
    }),
    new elevation.ElevationRule('manage', { ...approval, target: elevation.ElevationTarget.groupMembership('906790b6f4-00000000-0000-0000-0000-000000000001', 'Management') }),
    new elevation.ElevationRule('investigate', {
      ...approval,
      target: elevation.ElevationTarget.scopedSession(
        new elevation.ElevationSessionRole(stack, 'Session', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
    }),
    new elevation.ElevationRule('open', { ...approval, requesters: [jane, john], target: elevation.ElevationTarget.activationWindow(sealed) }),
    new elevation.ElevationRule('database', {
      ...approval, target: elevation.ElevationTarget.custom('database-admin', { title: 'Administrator of the orders database', grant: machine('Make'), revoke: machine('Drop') }),
    }),
  ],
});

new IntegTest(app, 'ElevatedAccess', { testCases: [stack] });

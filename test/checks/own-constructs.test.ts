import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { findings, stackIn } from './support';
import { referenceOrganization } from '../../examples/reference-org/app';
import {
  BreakGlassAlarm, BreakGlassUser, detection, identity, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook,
  PlaybookPermissionSet, ResponderProfile,
} from 'cdk-break-glass';

const CONTACT = 'security-oncall@example.com';

const user = (stack: Stack, responderName: string) => new BreakGlassUser(stack, responderName.split(' ')[0], {
  responderName, responderEmail: 'responder@example.com', emergencyContact: CONTACT,
});
const importedUsers = (stack: Stack) => ['jane.doe', 'john.smith'].map((name) =>
  BreakGlassUser.fromUserArn(stack, name, `arn:aws:iam::111122223333:user/bg/${name}-BREAK-GLASS`));
const importedRole = (stack: Stack) => IncidentResponseRole.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111111111111:role/bg/BREAK-GLASS-INCIDENT_RESPONDER-RANSOMWARE');

test('the reference organization has no finding', () => {
  const app = referenceOrganization({ analyticsReporting: false });
  expect(findings(app.node.children.find(Stack.isStack) as Stack)).toEqual([]);
});

test('the first example of the README has no finding', () => {
  const stack = new Stack(new App(), 'BreakGlass');
  const users = ['Jane Doe', 'John Smith'].map((name) => user(stack, name));
  const investigator = new IncidentResponseRole(stack, 'Investigator', {
    profile: ResponderProfile.SECURITY_INVESTIGATOR, playbook: Playbook.CREDENTIAL_COMPROMISE, responders: users,
  });
  const trailLogGroup = logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail');
  const pager = new NotificationTopic(stack, 'Pager', { emails: [CONTACT] });
  new BreakGlassAlarm(stack, 'Alarm', { trailLogGroup, users, roles: [investigator], notify: [NotificationTarget.topic(pager.topic), NotificationTarget.opsItem()] });
  expect(findings(stack)).toEqual([]);
});

/** By itself, a construct may lack what only others can give. Each such finding is right, and says so here. */
const ALONE: { readonly [name: string]: { readonly make: (stack: Stack) => void; readonly expected: readonly string[] } } = {
  'a user': {
    make: (stack) => user(stack, 'Jane Doe'),
    // A second responder, and an alarm.
    expected: ['AtLeastTwoBreakGlassUsers at Stack/Jane/Resource', 'UserSignInRaisesAlarm at Stack/Jane/Resource'],
  },
  'a role': {
    make: (stack) => new IncidentResponseRole(stack, 'Role', {
      profile: ResponderProfile.INCIDENT_RESPONDER, playbook: Playbook.RANSOMWARE, responders: importedUsers(stack),
    }),
    // The alarm of another app must be named in an acknowledgement.
    expected: ['RoleUseRaisesAlarm at Stack/Role/Resource'],
  },
  'the permission sets of every playbook': {
    make: (stack) => Playbook.catalogue().forEach((playbook) => playbook.phases.forEach((phase) => new PlaybookPermissionSet(stack, `${playbook.name}-${phase}`, {
      instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', playbook, phase,
    }))),
    expected: [],
  },
  'a playbook of one\'s own': {
    make: (stack) => new PlaybookPermissionSet(stack, 'Printers', {
      instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
      playbook: new Playbook({
        name: 'PRINTER_OUTBREAK',
        title: 'The print service is compromised',
        containment: { statements: [{ actions: ['ec2:StopInstances'], resources: ['arn:{{Partition}}:ec2:*:{{Account}}:instance/*'], sources: ['https://wiki.example.com/printers'] }] },
      }),
      phase: Phase.CONTAINMENT,
    }),
    expected: [],
  },
  'an alarm on imported users and roles': {
    make: (stack) => new BreakGlassAlarm(stack, 'Alarm', {
      trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail'),
      users: importedUsers(stack),
      roles: [importedRole(stack)],
      notify: [NotificationTarget.opsItem(), NotificationTarget.lambda(functionOf(stack))],
    }),
    expected: [],
  },
  'rules on an imported role': {
    make: (stack) => new detection.BreakGlassRules(stack, 'Rules', { roles: [importedRole(stack)], notify: [NotificationTarget.lambda(functionOf(stack))] }),
    expected: [],
  },
  'a topic with mail': {
    make: (stack) => new NotificationTopic(stack, 'Pager', { emails: [CONTACT] }),
    // Mail waits for a confirmation: a queue or an OpsItem beside it.
    expected: ['TopicNeedsNoConfirmation at Stack/Pager/Resource/Resource'],
  },
  'the password rules of the account': { make: (stack) => new identity.AccountPasswordPolicy(stack, 'Policy'), expected: [] },
};

test.each(Object.entries(ALONE))('%s by itself has only the findings that others must answer', (_, { make, expected }) => {
  const stack = stackIn();
  make(stack);
  expect(findings(stack)).toEqual([...expected].sort());
});

function functionOf(stack: Stack): lambda.IFunction {
  return lambda.Function.fromFunctionAttributes(stack, 'Function', { functionArn: 'arn:aws:lambda:eu-central-1:111111111111:function:page', sameEnvironment: true });
}

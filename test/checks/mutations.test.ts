import { compliantTemplate, stackOf, Template } from './fixture';
import { findings } from './support';
import { RULES } from '../../checks/src/rules';

interface Mutation {
  readonly rule: string;
  /** What is taken away, or added. */
  readonly fault: string;
  readonly mutate: (template: Template) => void;
  /** `rule at Stack/<resource>`; where the finding names what it found, it stands behind the rule. */
  readonly finding: string;
}

const trust = ({ Role }: Template) => Role.Properties.AssumeRolePolicyDocument.Statement;
const boundaryDenies = ({ Boundary }: Template) => Boundary.Properties.PolicyDocument.Statement[1];
const template = ({ Method }: Template) => Method.Properties.Integration.RequestTemplates;

const MUTATIONS: Mutation[] = [
  { rule: 'RoleRequiresMFA', fault: 'without the condition on MFA', mutate: (t) => { delete trust(t)[0].Condition; }, finding: 'RoleRequiresMFA at Stack/Role' },
  { rule: 'RoleLimitsMFAAge', fault: 'without the limit of its age', mutate: (t) => { trust(t).pop(); }, finding: 'RoleLimitsMFAAge at Stack/Role' },
  {
    rule: 'RoleNamesItsPrincipals',
    fault: 'without the names of the users',
    mutate: (t) => { trust(t)[0].Principal = { AWS: 'arn:aws:iam::111111111111:root' }; },
    finding: 'RoleNamesItsPrincipals at Stack/Role',
  },
  {
    rule: 'RoleIndependentOfFederation',
    fault: 'without the way in without the identity provider',
    mutate: (t) => { Object.assign(trust(t)[0], { Principal: { Federated: 'arn:aws:iam::111111111111:saml-provider/idp' }, Action: 'sts:AssumeRoleWithSAML' }); },
    finding: 'RoleIndependentOfFederation at Stack/Role',
  },
  { rule: 'RoleSessionLength', fault: 'without the short session', mutate: ({ Role }) => { Role.Properties.MaxSessionDuration = 7200; }, finding: 'RoleSessionLength at Stack/Role' },
  { rule: 'RoleHasBoundary', fault: 'without the boundary', mutate: ({ Role }) => { delete Role.Properties.PermissionsBoundary; }, finding: 'RoleHasBoundary at Stack/Role' },
  {
    rule: 'RoleBoundaryDenies',
    fault: 'without one deny of the boundary',
    mutate: (t) => { boundaryDenies(t).Action.shift(); },
    finding: 'RoleBoundaryDenies[iam:CreateUser] at Stack/Role',
  },
  { rule: 'RoleUseRaisesAlarm', fault: 'without the alarm on the metric', mutate: (t) => { delete t.UseAlarm; }, finding: 'RoleUseRaisesAlarm at Stack/Role' },
  {
    rule: 'RoleUseAlarmSeesEveryForm',
    fault: 'without one term of the filter',
    mutate: ({ UseFilter: { Properties } }) => { Properties.FilterPattern = Properties.FilterPattern.replace(/\(\$\.requestParameters.*?\) \|\| /, ''); },
    finding: 'RoleUseAlarmSeesEveryForm[AssumeRole] at Stack/Role',
  },
  { rule: 'AtLeastTwoBreakGlassUsers', fault: 'without the second user', mutate: (t) => { delete t.John; }, finding: 'AtLeastTwoBreakGlassUsers at Stack/Jane' },
  {
    rule: 'UserWithoutAccessKey',
    fault: 'with an access key',
    mutate: (t) => { t.Key = { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'John' } } }; },
    finding: 'UserWithoutAccessKey at Stack/Key',
  },
  {
    rule: 'ConsoleUserResetsPassword',
    fault: 'without the reset of the first password',
    mutate: ({ Jane }) => { delete Jane.Properties.LoginProfile.PasswordResetRequired; },
    finding: 'ConsoleUserResetsPassword at Stack/Jane',
  },
  {
    rule: 'ConsolePasswordFromSecret',
    fault: 'without the reference to the secret',
    mutate: ({ Jane }) => { Jane.Properties.LoginProfile.Password = 'correct horse'; },
    finding: 'ConsolePasswordFromSecret at Stack/Jane',
  },
  {
    rule: 'PasswordSecretRetained',
    fault: 'without the policy for deletion',
    mutate: (t) => { t.JanePassword = { ...t.JanePassword, DeletionPolicy: 'Delete' }; },
    finding: 'PasswordSecretRetained at Stack/JanePassword',
  },
  {
    rule: 'PasswordSecretCustomerKey',
    fault: 'without the key of the secret',
    mutate: ({ JanePassword }) => { delete JanePassword.Properties.KmsKeyId; },
    finding: 'PasswordSecretCustomerKey at Stack/JanePassword',
  },
  { rule: 'UserSignInRaisesAlarm', fault: 'without the alarm on sign-ins', mutate: (t) => { delete t.SignInAlarm; }, finding: 'UserSignInRaisesAlarm at Stack/Jane' },
  { rule: 'EventRuleState', fault: 'without the state for reads', mutate: ({ PasswordRead }) => { PasswordRead.Properties.State = 'ENABLED'; }, finding: 'EventRuleState at Stack/PasswordRead' },
  { rule: 'EventRuleHasTarget', fault: 'without the target of the rule', mutate: ({ PasswordRead }) => { delete PasswordRead.Properties.Targets; }, finding: 'EventRuleHasTarget at Stack/PasswordRead' },
  { rule: 'AlarmHasAction', fault: 'without the actions of the alarm', mutate: ({ RefusalAlarm }) => { delete RefusalAlarm.Properties.AlarmActions; }, finding: 'AlarmHasAction at Stack/RefusalAlarm' },
  { rule: 'TrailLogGroupRetention', fault: 'without the long retention', mutate: ({ TrailLogs }) => { TrailLogs.Properties.RetentionInDays = 30; }, finding: 'TrailLogGroupRetention at Stack/TrailLogs' },
  { rule: 'TopicEncrypted', fault: 'without the key of the topic', mutate: ({ Topic }) => { delete Topic.Properties.KmsMasterKeyId; }, finding: 'TopicEncrypted at Stack/Topic' },
  { rule: 'TopicNeedsNoConfirmation', fault: 'without the certain subscriber', mutate: ({ Pager }) => { Pager.Properties.Protocol = 'email'; }, finding: 'TopicNeedsNoConfirmation at Stack/Topic' },
  {
    rule: 'PermissionSetSessionLength',
    fault: 'without the short session',
    mutate: ({ PermissionSet }) => { PermissionSet.Properties.SessionDuration = 'PT12H'; },
    finding: 'PermissionSetSessionLength at Stack/PermissionSet',
  },
  {
    rule: 'PermissionSetWriteWildcard',
    fault: 'without the names of the actions',
    mutate: ({ PermissionSet }) => { PermissionSet.Properties.InlinePolicy.Statement[0].Action.push('ec2:Stop*'); },
    finding: 'PermissionSetWriteWildcard[ec2:Stop*] at Stack/PermissionSet',
  },
  {
    rule: 'IdentityNotFromRequest',
    fault: 'without the identity from the signature',
    mutate: (t) => { template(t)['application/json'] = '{ "requester": "$input.path(\'$.requester\')" }'; },
    finding: 'IdentityNotFromRequest[requester] at Stack/Method',
  },
];

test('finds nothing in emergency access written by hand that lacks nothing', () => {
  expect(findings(stackOf(compliantTemplate()))).toEqual([]);
});

test('has a mutation for each rule', () => {
  expect(MUTATIONS.map(({ rule }) => rule)).toEqual(RULES.map(({ name }) => name));
});

test.each(MUTATIONS)('reports $rule alone in a template $fault', ({ mutate, finding }) => {
  const mutant = compliantTemplate();
  mutate(mutant);
  expect(findings(stackOf(mutant))).toEqual([finding]);
});

import {
  ADMIN_ROLE, add, ADMINISTRATOR_ACCESS, alarm, allow, alsoResponder, arnOf, boundaryDeny, COMMANDER_ROLE, declare, filter, find, INVESTIGATOR_ROLE,
  policy, ref, RESPONDER_ROLE, rewrite, role, roleId, STRANGER, STRANGER_USER, trusts,
} from './helpers';
import { BackDoor, ofKind } from './types';

const BUCKET = 'https://team-templates.s3.amazonaws.com';
const HELPER = 'arn:aws:lambda:us-east-1:111111111111:function:deploy-helper';

/** What is deployed isn't what was read. */
export const TEMPLATE_DEPLOYED: readonly BackDoor[] = ofKind('template', [{
  id: 'template-nested-stack',
  putIn: 'a nested stack whose template lies in a bucket, with the name of the admin role as parameter',
  effect: 'what the bucket holds at deployment attaches policies to the role',
  mutate: (t) => {
    add(t, 'Security', 'Baseline', 'AWS::CloudFormation::Stack', {
      TemplateURL: `${BUCKET}/baseline.json`, Parameters: { Role: ref(roleId(t, 'Security', 'Admin')) },
    });
  },
}, {
  id: 'template-nested-stack-output',
  putIn: 'an output of a nested stack as a principal of a trust',
  effect: 'the nested template chooses who responds',
  mutate: (t) => {
    add(t, 'Workload', 'People', 'AWS::CloudFormation::Stack', { TemplateURL: `${BUCKET}/people.json` });
    alsoResponder(t, 'Commander', { 'Fn::GetAtt': ['People', 'Outputs.OnCallArn'] });
  },
}, {
  id: 'template-macro',
  putIn: 'a macro of the account for the whole template',
  effect: 'the macro\'s function rewrites trusts and boundaries while it deploys',
  mutate: (t) => { t.stack('Security').Transform = 'TeamDefaults'; },
}, {
  id: 'template-include',
  putIn: 'AWS::Include at the top of the template',
  effect: 'a file of a bucket adds resources and replaces sections',
  mutate: (t) => { t.stack('Workload').Transform = [{ Name: 'AWS::Include', Parameters: { Location: 's3://team-templates/more.json' } }]; },
}, {
  id: 'template-include-in-trust',
  putIn: 'Fn::Transform as an element of a trust\'s statements',
  effect: 'a file of a bucket is the second statement',
  mutate: (t) => {
    t.trust('Investigator').Statement.push({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://team-templates/oncall.json' } } });
  },
}, {
  id: 'template-macro-beside-properties',
  putIn: 'Fn::Transform beside the properties of a role',
  effect: 'the macro sees the properties and returns others',
  mutate: (t) => { role(t, 'Elevation', 'Session')['Fn::Transform'] = { Name: 'TeamDefaults', Parameters: { Kind: 'role' } }; },
}, {
  id: 'template-for-each',
  putIn: 'language extensions, and Fn::ForEach among the resources, which makes a policy for each of two roles',
  effect: 'resources that no list of the template names give the roles more',
  mutate: (t) => {
    const template = t.stack('Security');
    template.Transform = 'AWS::LanguageExtensions';
    template.Resources['Fn::ForEach::More'] = ['Name', [ADMIN_ROLE, INVESTIGATOR_ROLE], {
      'More&{Name}': { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: ref('Name'), PolicyName: 'more', PolicyDocument: policy(allow('s3:*Object', '*')) } },
    }];
  },
}, {
  id: 'template-condition-on-alarm',
  putIn: 'a condition on an alarm: only where the stage is "prod", which is not the default',
  effect: 'deployed as read, there is no alarm for uses',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'Stage', { Type: 'String', Default: 'dev' });
    declare(t, 'Security', 'Conditions', 'IsProd', { 'Fn::Equals': [ref('Stage'), 'prod'] });
    find(t, 'Security', 'AlarmUseAlarm', 'AWS::CloudWatch::Alarm').resource.Condition = 'IsProd';
  },
}, {
  id: 'template-condition-on-rule',
  putIn: 'a condition on a rule: only in one Region, and not in this one',
  effect: 'the fast layer doesn\'t tell of denied attempts',
  mutate: (t) => {
    declare(t, 'Workload', 'Conditions', 'InIreland', { 'Fn::Equals': [ref('AWS::Region'), 'eu-west-1'] });
    find(t, 'Workload', 'RulesDenied1', 'AWS::Events::Rule').resource.Condition = 'InIreland';
  },
}, {
  id: 'template-boundary-if',
  putIn: 'Fn::If with AWS::NoValue around the boundary of a role',
  effect: 'with one parameter the role has no boundary',
  mutate: (t) => {
    declare(t, 'Workload', 'Parameters', 'Drill', { Type: 'String', Default: 'yes' });
    declare(t, 'Workload', 'Conditions', 'IsDrill', { 'Fn::Equals': [ref('Drill'), 'yes'] });
    const target = role(t, 'Workload', 'CloudAdmin');
    target.PermissionsBoundary = { 'Fn::If': ['IsDrill', ref('AWS::NoValue'), target.PermissionsBoundary] };
  },
}, {
  id: 'template-deny-if',
  putIn: 'Fn::If with AWS::NoValue around a deny of the admin\'s boundary',
  effect: 'with one parameter the deny of unbounded roles is gone',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'Strict', { Type: 'String', Default: 'no' });
    declare(t, 'Security', 'Conditions', 'IsStrict', { 'Fn::Equals': [ref('Strict'), 'yes'] });
    const document = t.managedPolicy('AdminBoundary');
    const deny = boundaryDeny(t, 'Admin', 'DenyUnboundedRoles');
    document.Statement = document.Statement.map((each: unknown) => each === deny ? { 'Fn::If': ['IsStrict', deny, ref('AWS::NoValue')] } : each);
  },
}, {
  id: 'template-effect-selected',
  putIn: 'an effect that Fn::Select chooses from "Deny" and "Allow"',
  effect: 'the deny that protects break-glass is an allow',
  mutate: (t) => { boundaryDeny(t, 'Admin', 'DenyBreakGlassChanges').Effect = { 'Fn::Select': [1, ['Deny', 'Allow']] }; },
}, {
  id: 'template-principal-mapped',
  putIn: 'a principal from a mapping by account',
  effect: 'in this account the mapping names a stranger',
  mutate: (t) => {
    declare(t, 'Workload', 'Mappings', 'People', { 222222222222: { OnCall: STRANGER } });
    t.trust('CloudAdmin').Statement.push(trusts({ AWS: { 'Fn::FindInMap': ['People', ref('AWS::AccountId'), 'OnCall'] } }));
  },
}, {
  id: 'template-role-name-parameter',
  putIn: 'a parameter as the name of a role, by default the right one',
  effect: 'under another name the same role raises no alarm',
  mutate: (t) => {
    declare(t, 'Workload', 'Parameters', 'Name', { Type: 'String', Default: COMMANDER_ROLE });
    role(t, 'Workload', 'Commander').RoleName = ref('Name');
  },
}, {
  id: 'template-alarm-threshold-parameter',
  putIn: 'a parameter as the threshold of an alarm, of a type that is read from Parameter Store',
  effect: 'who writes the parameter decides how many sign-ins nobody hears of',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'Threshold', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/alarms/threshold' });
    alarm(t, 'Security', 'AlarmSignInAlarm').Threshold = ref('Threshold');
  },
}, {
  id: 'template-filter-pattern-from-parameter-store',
  putIn: 'a pattern of a metric filter that is read from Parameter Store at deployment',
  effect: 'who writes the parameter decides which use is counted',
  mutate: (t) => { filter(t, 'AlarmUseFilter5').FilterPattern = '{{resolve:ssm:/alarms/use-pattern}}'; },
}, {
  id: 'template-renamed-past-the-alarms',
  putIn: 'another name of the responder role, in the role and in the policies of its user, but in no alarm',
  effect: 'the role works as before, and its use raises no alarm',
  mutate: (t) => {
    const { Resources } = t.security;
    for (const resource of Object.values<any>(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'))) {
      if (JSON.stringify(resource.Properties).includes(RESPONDER_ROLE)) { rewrite(resource, 'Properties', RESPONDER_ROLE, 'INCIDENT-RESPONDER-CC'); }
    }
  },
}, {
  id: 'template-module',
  putIn: 'a module of the account\'s registry that is given the name of a role',
  effect: 'the registry\'s module decides what is deployed',
  mutate: (t) => { add(t, 'Security', 'Extras', 'Team::Iam::RoleExtras::MODULE', { RoleName: ref(roleId(t, 'Security', 'Responder')) }); },
}, {
  id: 'template-private-type',
  putIn: 'a resource of a private type that is given a user',
  effect: 'the type\'s handler, which is code of the account, does with the user what it likes',
  mutate: (t) => { add(t, 'Security', 'Enrolment', 'Acme::Identity::Enrolment', { UserName: ref(find(t, 'Security', 'Jane', 'AWS::IAM::User').id) }); },
}, {
  id: 'template-user-deleted-with-stack',
  putIn: 'the deletion policy "Delete" on a user and its password',
  effect: 'a deleted stack takes the emergency access with it',
  mutate: (t) => {
    find(t, 'Security', 'Jane', 'AWS::IAM::User').resource.DeletionPolicy = 'Delete';
    find(t, 'Security', 'JanePassword', 'AWS::SecretsManager::Secret').resource.DeletionPolicy = 'Delete';
  },
}, {
  id: 'template-stack-set',
  putIn: 'a stack set with a template in a string, which puts a policy on the commander\'s role in the workload account',
  effect: 'the role gets what no template of the app shows',
  mutate: (t) => {
    const body = {
      Resources: { More: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: COMMANDER_ROLE, PolicyName: 'more', PolicyDocument: policy(allow('sns:Publish', '*')) } } },
    };
    add(t, 'Security', 'Everywhere', 'AWS::CloudFormation::StackSet', {
      StackSetName: 'everywhere',
      PermissionModel: 'SELF_MANAGED',
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      TemplateBody: JSON.stringify(body),
      StackInstancesGroup: [{ DeploymentTargets: { Accounts: ['222222222222'] }, Regions: ['us-east-1'] }],
    });
  },
}, {
  id: 'template-unnamed-twin',
  putIn: 'a role with the admin\'s permissions, without its name, path and boundary, for a stranger',
  effect: 'the same power, which nothing recognizes as break-glass',
  mutate: (t) => {
    add(t, 'Security', 'Reports', 'AWS::IAM::Role', {
      RoleName: 'reports',
      AssumeRolePolicyDocument: policy(trusts({ AWS: STRANGER_USER })),
      ManagedPolicyArns: [...role(t, 'Security', 'Admin').ManagedPolicyArns, ADMINISTRATOR_ACCESS],
    });
  },
}, {
  id: 'template-hook',
  putIn: 'a hook that runs a function before each change of a role, and fails the change when the function does',
  effect: 'the owner of the function decides whether a window is ever opened or a trust repaired',
  mutate: (t) => {
    add(t, 'Security', 'HookRole', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: policy(trusts({ Service: 'hooks.cloudformation.amazonaws.com' })),
      Policies: [{ PolicyName: 'invoke', PolicyDocument: policy(allow('lambda:InvokeFunction', HELPER)) }],
    });
    add(t, 'Security', 'Hook', 'AWS::CloudFormation::LambdaHook', {
      Alias: 'Team::Roles::Check',
      LambdaFunction: HELPER,
      ExecutionRole: arnOf('HookRole'),
      FailureMode: 'FAIL',
      HookStatus: 'ENABLED',
      TargetOperations: ['RESOURCE'],
      TargetFilters: { TargetNames: ['AWS::IAM::Role'], Actions: ['UPDATE'] },
    });
  },
}]);

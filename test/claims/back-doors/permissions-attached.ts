import {
  ADMIN_ROLE, ADMINISTRATOR_ACCESS, add, allow, arnOf, declare, definitions, find, FORENSICS_ROLE, policy, properties, ref, rewrite, role,
  roleId, SECURITY_ROOT, statement, STRANGER_ACCOUNT, trusts,
} from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';

const permissionSet = (templates: Templates, name: 'Contain' | 'Recover') =>
  properties(templates, name === 'Contain' ? 'Security' : 'Elevation', name, 'AWS::SSO::PermissionSet');

/** Permissions that come to a session from elsewhere than its own policies. */
export const PERMISSIONS_ATTACHED: readonly BackDoor[] = ofKind('permissions', [{
  id: 'attached-managed-policy-by-role-name',
  putIn: 'a managed policy of the app that attaches itself to the admin role by name',
  effect: 'the admin reads and overwrites each object of the account, which its boundary doesn\'t hold by resource',
  mutate: (t) => {
    add(t, 'Security', 'DataAccess', 'AWS::IAM::ManagedPolicy', {
      Roles: [ADMIN_ROLE], PolicyDocument: policy(allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], '*')),
    });
  },
}, {
  id: 'attached-role-policy-resource',
  putIn: 'a policy resource of its own for the cloud administrator',
  effect: 'a shell on each instance, tagged or not',
  mutate: (t) => {
    add(t, 'Workload', 'ShellPolicy', 'AWS::IAM::RolePolicy', {
      RoleName: ref(roleId(t, 'Workload', 'CloudAdmin')), PolicyName: 'shell', PolicyDocument: policy(allow('ssm:StartSession', '*')),
    });
  },
}, {
  id: 'attached-policy-resource',
  putIn: 'an inline policy of the stack for the forensics role',
  effect: 'evidence takers decrypt with each key of the account, not only through EC2',
  mutate: (t) => {
    add(t, 'Security', 'DecryptPolicy', 'AWS::IAM::Policy', {
      PolicyName: 'decrypt', Roles: [ref(roleId(t, 'Security', 'Forensics'))], PolicyDocument: policy(allow('kms:Decrypt', '*')),
    });
  },
}, {
  id: 'attached-policy-of-another-stack',
  putIn: 'a policy in the stack of elevated access, for the forensics role by name',
  effect: 'commands of AWS\'s shell document run on each instance, and take over its role',
  mutate: (t) => {
    add(t, 'Elevation', 'Diagnostics', 'AWS::IAM::Policy', {
      PolicyName: 'diagnostics', Roles: [FORENSICS_ROLE], PolicyDocument: policy(allow('ssm:SendCommand', '*')),
    });
  },
}, {
  id: 'attached-inline-policy',
  putIn: 'an inline policy of a responder role: snapshots, without the conditions that only unshare',
  effect: 'a responder shares snapshots with an account of its choice',
  mutate: (t) => {
    role(t, 'Security', 'Sealed').Policies = [{ PolicyName: 'snapshots', PolicyDocument: policy(allow('ec2:ModifySnapshotAttribute', '*')) }];
  },
}, {
  id: 'attached-aws-managed-policy',
  putIn: 'a managed policy of AWS for the incident commander',
  effect: 'the commander publishes to each topic of the account, also to those of others\' alarms',
  mutate: (t) => { role(t, 'Workload', 'Commander').ManagedPolicyArns.push('arn:aws:iam::aws:policy/AmazonSNSFullAccess'); },
}, {
  id: 'attached-policy-by-parameter',
  putIn: 'a policy of the forensics role that is a parameter',
  effect: 'who deploys chooses what the role can do',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'MorePermissions', { Type: 'String', Default: 'arn:aws:iam::aws:policy/SecurityAudit' });
    role(t, 'Security', 'Forensics').ManagedPolicyArns.push(ref('MorePermissions'));
  },
}, {
  id: 'attached-tag-condition-if-exists',
  putIn: 'IfExists on the instance tag that opens a shell',
  effect: 'instances without the tag are open as well',
  mutate: (t) => {
    const shell = t.managedPolicy('CloudAdminPermissions').Statement.find((candidate: any) => candidate.Condition?.StringEquals?.['ssm:resourceTag/IncidentResponse']);
    shell.Condition = { StringEqualsIfExists: shell.Condition.StringEquals };
  },
}, {
  id: 'attached-documents-widened',
  putIn: 'the documents of AWS beside those of the account, for the commands of the forensics role',
  effect: 'AWS-RunShellScript runs any command on opened instances',
  mutate: (t) => {
    const documents = t.managedPolicy('ForensicsPermissions').Statement.find((candidate: any) => JSON.stringify(candidate.Resource).includes(':document/BREAK-GLASS-'));
    documents.Resource = [documents.Resource, 'arn:aws:ssm:*::document/AWS-*'];
  },
}, {
  id: 'attached-longest-session-raised',
  putIn: 'twelve hours as the longest session of the admin role',
  effect: 'stolen credentials of the admin work for half a day instead of an hour',
  mutate: (t) => { role(t, 'Security', 'Admin').MaxSessionDuration = 43200; },
}, {
  id: 'attached-permission-set-aws-managed',
  putIn: 'AdministratorAccess in a permission set',
  effect: 'containment of ransomware is administration of the account',
  mutate: (t) => { permissionSet(t, 'Contain').ManagedPolicies = [ADMINISTRATOR_ACCESS]; },
}, {
  id: 'attached-permission-set-customer-managed',
  putIn: 'a reference to a policy by name, in a permission set',
  effect: 'each account\'s own policy of that name decides what recovery can do',
  mutate: (t) => { permissionSet(t, 'Recover').CustomerManagedPolicyReferences = [{ Name: 'recovery-extras', Path: '/' }]; },
}, {
  id: 'attached-permission-set-other-boundary',
  putIn: 'AdministratorAccess as the boundary of a permission set, instead of the one that ends sessions',
  effect: 'sessions of ended access go on',
  mutate: (t) => { permissionSet(t, 'Recover').PermissionsBoundary = { ManagedPolicyArn: ADMINISTRATOR_ACCESS }; },
}, {
  id: 'attached-permission-set-session-length',
  putIn: 'twelve hours as the session of a permission set',
  effect: 'a session goes on for half a day after its access has ended',
  mutate: (t) => { permissionSet(t, 'Contain').SessionDuration = 'PT12H'; },
}, {
  id: 'attached-permission-set-deny-lifted-by-attribute',
  putIn: 'a condition on an attribute of the person, in the deny that protects break-glass',
  effect: 'people who set their attribute lock out break-glass users with AWSDenyAll',
  mutate: (t) => {
    statement(permissionSet(t, 'Contain').InlinePolicy, 'DenyBreakGlass').Condition = { StringNotEquals: { 'aws:PrincipalTag/team': 'platform' } };
  },
}, {
  id: 'attached-permission-set-chain',
  putIn: 'a helper role with AdministratorAccess in the workload account, and its use in a permission set',
  effect: 'containment sessions change into administrators',
  mutate: (t) => {
    add(t, 'Workload', 'OpsHelper', 'AWS::IAM::Role', {
      RoleName: 'ops-helper',
      AssumeRolePolicyDocument: policy(trusts({ AWS: 'arn:aws:iam::222222222222:root' })),
      ManagedPolicyArns: [ADMINISTRATOR_ACCESS],
    });
    permissionSet(t, 'Contain').InlinePolicy.Statement.push(allow('sts:AssumeRole', 'arn:aws:iam::*:role/ops-helper'));
  },
}, {
  id: 'attached-standing-assignment',
  putIn: 'a standing assignment of a permission set to one person',
  effect: 'access without a request, an approval and an end',
  mutate: (t) => {
    add(t, 'Security', 'Standing', 'AWS::SSO::Assignment', {
      InstanceArn: INSTANCE,
      PermissionSetArn: { 'Fn::GetAtt': [find(t, 'Security', 'Contain', 'AWS::SSO::PermissionSet').id, 'PermissionSetArn'] },
      PrincipalId: '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000ff',
      PrincipalType: 'USER',
      TargetId: '222222222222',
      TargetType: 'AWS_ACCOUNT',
    });
  },
}, {
  id: 'attached-group-assignment',
  putIn: 'an assignment of an elevated permission set to a group, in an account that no rule names',
  effect: 'who joins the group recovers in the security account',
  mutate: (t) => {
    add(t, 'Elevation', 'EveryDay', 'AWS::SSO::Assignment', {
      InstanceArn: INSTANCE,
      PermissionSetArn: { 'Fn::GetAtt': [find(t, 'Elevation', 'Recover', 'AWS::SSO::PermissionSet').id, 'PermissionSetArn'] },
      PrincipalId: '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000ee',
      PrincipalType: 'GROUP',
      TargetId: '111111111111',
      TargetType: 'AWS_ACCOUNT',
    });
  },
}, {
  id: 'attached-rule-approves-itself',
  putIn: 'the requester among those whose requests a rule approves by itself',
  effect: 'jane grants herself containment',
  mutate: (t) => { for (const workflow of definitions(t)) { rewrite(workflow, 'DefinitionString', '\\"automatic\\":[]', '\\"automatic\\":[\\"jane\\"]'); } },
}, {
  id: 'attached-rule-lasts-for-months',
  putIn: 'three months as the longest access of the rules',
  effect: 'an access outlives the incident and its review',
  mutate: (t) => { for (const workflow of definitions(t)) { rewrite(workflow, 'DefinitionString', '\\"minutes\\":60', '\\"minutes\\":129600'); } },
}, {
  id: 'attached-rule-accounts',
  putIn: 'one more account in the rules, and in the permissions of the role that grants',
  effect: 'requests reach an account for which nobody is eligible',
  mutate: (t) => {
    for (const workflow of definitions(t)) {
      rewrite(workflow, 'DefinitionString', '\\"accounts\\":[\\"222222222222\\"]', `\\"accounts\\":[\\"222222222222\\",\\"${STRANGER_ACCOUNT}\\"]`);
    }
    const life = properties(t, 'Elevation', 'ElevationLifeRoleDefaultPolicy', 'AWS::IAM::Policy').PolicyDocument;
    life.Statement.find(({ Action }: any) => Action === 'sso:CreateAccountAssignment').Resource.push(`arn:aws:sso:::account/${STRANGER_ACCOUNT}`);
  },
}, {
  id: 'attached-second-door',
  putIn: 'a rule of the default bus that starts the decision workflow with a caller from the event',
  effect: 'who may put events approves as anybody',
  mutate: (t) => {
    const { id } = find(t, 'Elevation', 'ElevationDecide', 'AWS::StepFunctions::StateMachine');
    add(t, 'Elevation', 'ChatRole', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: policy(trusts({ Service: 'events.amazonaws.com' })),
      Policies: [{ PolicyName: 'start', PolicyDocument: policy(allow('states:StartExecution', ref(id))) }],
    });
    const paths = { caller: '$.detail.caller', at: '$.detail.at', request: '$.detail.request' };
    const template = '{"caller":<caller>,"at":<at>,"action":"approve","id":<request>,"query":{},"body":""}';
    add(t, 'Elevation', 'ChatApproval', 'AWS::Events::Rule', {
      EventPattern: { source: ['chat.approvals'] },
      State: 'ENABLED',
      Targets: [{ Id: 'Decide', Arn: ref(id), RoleArn: arnOf('ChatRole'), InputTransformer: { InputPathsMap: paths, InputTemplate: template } }],
    });
  },
}, {
  id: 'attached-session-policy-writes',
  putIn: 'iam:PutUserPolicy instead of iam:UpdateAccessKey, in the session role\'s policy and in the session policy that the broker sends',
  effect: 'an approved containment session makes each user an administrator',
  mutate: (t) => {
    rewrite(t.resource('SessionPolicy', 'AWS::IAM::ManagedPolicy').Properties, 'PolicyDocument', 'iam:UpdateAccessKey', 'iam:PutUserPolicy');
    rewrite(properties(t, 'Elevation', 'ElevationIssue', 'AWS::StepFunctions::StateMachine'), 'DefinitionString', 'iam:UpdateAccessKey', 'iam:PutUserPolicy');
  },
}, {
  id: 'attached-session-never-ends',
  putIn: 'a fixed date far away instead of the end of the request, in the session policy that the broker sends',
  effect: 'a session that is issued in the last minute runs for an hour after the end',
  mutate: (t) => {
    rewrite(properties(t, 'Elevation', 'ElevationIssue', 'AWS::StepFunctions::StateMachine'), 'DefinitionString', '$item.endsAt.S) %}', '\\"2099-12-31T00:00:00Z\\") %}');
  },
}, {
  id: 'attached-revocation-writes-any-policy',
  putIn: 'all policies of the workload account as resources of the role that ends sessions',
  effect: 'a role that may only take access rewrites each policy, break-glass boundaries included',
  mutate: (t) => {
    const [writes] = role(t, 'Revocation', 'Revocation').Policies;
    writes.PolicyDocument.Statement[0].Resource = 'arn:aws:iam::222222222222:policy/*';
  },
}, {
  id: 'attached-open-window-for-others',
  putIn: 'the users of the account in the trust that elevated access writes into a sealed role',
  effect: 'an approved window opens the role for everybody with MFA',
  mutate: (t) => {
    for (const workflow of definitions(t)) {
      rewrite(workflow, 'DefinitionString', '\\"users\\":{\\"jane\\":\\"arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS\\"}',
        `\\"users\\":{\\"jane\\":\\"${SECURITY_ROOT}\\"}`);
    }
  },
}]);

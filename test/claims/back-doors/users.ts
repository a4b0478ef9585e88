import {
  add, addCondition, ADMINISTRATOR_ACCESS, allow, arnOf, boundaryDeny, find, listed, policy, properties, ref, rewrite,
} from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

type Name = 'Jane' | 'New';
const JANE = 'jane.doe-BREAK-GLASS';
const JANE_ARN = `arn:aws:iam::111111111111:user/bg/${JANE}`;
const user = (templates: Templates, name: Name) => properties(templates, 'Security', name, 'AWS::IAM::User');
const userId = (templates: Templates, name: Name) => find(templates, 'Security', name, 'AWS::IAM::User').id;

/** Lets a user's boundary pass more actions. */
const pass = (templates: Templates, name: Name, ...actions: string[]) => boundaryDeny(templates, name, 'DenyBeyondBreakGlass').NotAction.push(...actions);

/** More than a break-glass user may do, and users who pass for one. */
export const USERS: readonly BackDoor[] = ofKind('user', [{
  id: 'user-in-group',
  putIn: 'a group of the stack with all permissions, the user in it, and PowerUserAccess as its boundary',
  effect: 'the user works without a role, and without the alarms for roles',
  mutate: (t) => {
    add(t, 'Security', 'Team', 'AWS::IAM::Group', { GroupName: 'team', ManagedPolicyArns: [ADMINISTRATOR_ACCESS] });
    Object.assign(user(t, 'Jane'), { Groups: [ref('Team')], PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' });
  },
}, {
  id: 'user-added-to-group',
  putIn: 'an addition of the user to a group outside the app, and an end date in the main deny of its boundary',
  effect: 'after the date the user has what the group has',
  mutate: (t) => {
    add(t, 'Security', 'Membership', 'AWS::IAM::UserToGroupAddition', { GroupName: 'Administrators', Users: [ref(userId(t, 'Jane'))] });
    addCondition(boundaryDeny(t, 'Jane', 'DenyBeyondBreakGlass'), 'DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z');
  },
}, {
  id: 'user-group-policy',
  putIn: 'a group, the user in it by the group\'s policy resource, and the action in the user\'s boundary',
  effect: 'the user reads each object of the account',
  mutate: (t) => {
    add(t, 'Security', 'Readers', 'AWS::IAM::Group', { GroupName: 'readers' });
    add(t, 'Security', 'ReadersPolicy', 'AWS::IAM::GroupPolicy', { GroupName: ref('Readers'), PolicyName: 'read', PolicyDocument: policy(allow('s3:Get*', '*')) });
    user(t, 'New').Groups = [ref('Readers')];
    pass(t, 'New', 's3:Get*');
  },
}, {
  id: 'user-policy-resource',
  putIn: 'a policy resource for the user by its name, and the actions in the user\'s boundary',
  effect: 'the user reads secrets before it has MFA',
  mutate: (t) => {
    const actions = ['secretsmanager:GetSecretValue', 'secretsmanager:ListSecrets'];
    add(t, 'Security', 'Extra', 'AWS::IAM::UserPolicy', { UserName: JANE, PolicyName: 'extra', PolicyDocument: policy(allow(actions, '*')) });
    pass(t, 'Jane', ...actions);
  },
}, {
  id: 'user-managed-policy-by-name',
  putIn: 'a managed policy of the stack of elevated access that attaches itself to the user, and the action in its boundary',
  effect: 'the user calls each function and API of the account',
  mutate: (t) => {
    add(t, 'Elevation', 'Callers', 'AWS::IAM::ManagedPolicy', { Users: [JANE], PolicyDocument: policy(allow(['execute-api:Invoke', 'lambda:InvokeFunction'], '*')) });
    pass(t, 'Jane', 'execute-api:*', 'lambda:*');
  },
}, {
  id: 'user-inline-policy',
  putIn: 'an inline policy for web identity tokens, in the user and in its boundary',
  effect: 'the user signs in to services outside AWS, beside its roles',
  mutate: (t) => {
    user(t, 'Jane').Policies = [{ PolicyName: 'sessions', PolicyDocument: policy(allow('sts:GetWebIdentityToken', '*')) }];
    pass(t, 'Jane', 'sts:Get*');
  },
}, {
  id: 'user-boundary-removed-by-no-value',
  putIn: 'AWS::NoValue as the boundary of the user, and a read-only policy of AWS',
  effect: 'the user reads the account without a role',
  mutate: (t) => {
    user(t, 'New').PermissionsBoundary = ref('AWS::NoValue');
    user(t, 'New').ManagedPolicyArns.push('arn:aws:iam::aws:policy/ReadOnlyAccess');
  },
}, {
  id: 'user-boundary-excepts-resources',
  putIn: 'one more role in the user\'s permissions, and among those that its boundary excepts',
  effect: 'the user reaches the deployment roles of the workload account',
  mutate: (t) => {
    const roles = 'arn:aws:iam::*:role/cdk-*';
    t.managedPolicy('JanePermissions').Statement.push(allow('sts:AssumeRole', roles));
    boundaryDeny(t, 'Jane', 'DenyOtherRoles').NotResource.push(roles);
  },
}, {
  id: 'user-self-service-key',
  putIn: 'iam:CreateAccessKey for the user itself, in permissions and boundary, and one deny less of it',
  effect: 'a console session makes itself a long-lived credential',
  mutate: (t) => {
    const { Statement } = t.managedPolicy('JanePermissions');
    const deny = Statement.find((each: any) => each.Sid === 'DenyLongLivedCredentials');
    deny.Action = deny.Action.filter((action: string) => action !== 'iam:CreateAccessKey');
    Statement.push(allow('iam:CreateAccessKey', JANE_ARN));
    pass(t, 'Jane', 'iam:CreateAccessKey');
  },
}, {
  id: 'user-access-key',
  putIn: 'an access key of the user, and its secret in Parameter Store',
  effect: 'a long-lived credential that everybody reads who reads parameters',
  mutate: (t) => {
    add(t, 'Security', 'Key', 'AWS::IAM::AccessKey', { UserName: ref(userId(t, 'Jane')) });
    add(t, 'Security', 'KeySecret', 'AWS::SSM::Parameter', { Type: 'String', Name: '/tools/key', Value: { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] } });
  },
}, {
  id: 'user-virtual-device',
  putIn: 'a virtual MFA device of the stack, enabled for the user',
  effect: 'the sign-in asks for a code that no person has: the responder is locked out',
  mutate: (t) => {
    const { UserName } = user(t, 'New');
    add(t, 'Security', 'Device', 'AWS::IAM::VirtualMFADevice', { VirtualMfaDeviceName: UserName, Users: [ref(userId(t, 'New'))] });
  },
}, {
  id: 'user-enrols-further-device',
  putIn: 'a user agent that lifts the deny of further devices, and the enrolment in the user\'s permissions',
  effect: 'a stolen session enrols a device of the thief',
  mutate: (t) => {
    addCondition(boundaryDeny(t, 'Jane', 'DenyEnrolment'), 'StringNotLike', 'aws:UserAgent', '*enrol*');
    t.managedPolicy('JanePermissions').Statement.push(allow(['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'], [JANE_ARN, `arn:aws:iam::111111111111:mfa/${JANE}`]));
  },
}, {
  id: 'user-deactivates-devices-of-others',
  putIn: 'iam:DeactivateMFADevice on all users, in the user\'s permissions and boundary',
  effect: 'one responder takes the devices of all others away',
  mutate: (t) => {
    t.managedPolicy('JanePermissions').Statement.push(allow('iam:DeactivateMFADevice', 'arn:aws:iam::111111111111:user/*'));
    pass(t, 'Jane', 'iam:DeactivateMFADevice');
  },
}, {
  id: 'user-namesake-elsewhere',
  putIn: 'a user of the same name in the workload account, an administrator without a boundary',
  effect: 'it passes for the break-glass user, and no alarm of that account watches sign-ins',
  mutate: (t) => {
    add(t, 'Workload', 'Jane', 'AWS::IAM::User', {
      UserName: JANE, Path: '/bg/', ManagedPolicyArns: [ADMINISTRATOR_ACCESS], LoginProfile: { Password: '{{resolve:ssm-secure:/team/jane}}' },
    });
  },
}, {
  id: 'user-renamed-past-the-alarms',
  putIn: 'another name of the new user, in its own policies and in the trusts, but in no alarm',
  effect: 'the user signs in and assumes the admin role, and its sign-in raises no alarm',
  mutate: (t) => {
    for (const resource of Object.values<any>(t.security.Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'))) {
      if (JSON.stringify(resource.Properties).includes('new.person-BREAK-GLASS')) { rewrite(resource, 'Properties', 'new.person-BREAK-GLASS', 'new.person'); }
    }
  },
}, {
  id: 'user-third-responder',
  putIn: 'a user with the path and ending of break-glass users, without their boundary, as a responder of the admin role',
  effect: 'a person whom no alarm knows is break-glass admin',
  mutate: (t) => {
    add(t, 'Security', 'Third', 'AWS::IAM::User', {
      UserName: 'third.person-BREAK-GLASS',
      Path: '/bg/',
      LoginProfile: { Password: '{{resolve:secretsmanager:team/third:SecretString:password}}', PasswordResetRequired: true },
      Policies: [{ PolicyName: 'roles', PolicyDocument: policy(allow(['iam:*MFA*', 'iam:ChangePassword', 'sts:AssumeRole'], '*')) }],
    });
    const { Principal } = t.trust('Admin').Statement[0];
    Principal.AWS = [...listed(Principal.AWS), arnOf('Third')];
  },
}]);

import {
  addCondition, add, ADMINISTRATOR_ACCESS, allow, boundaryDeny, declare, find, policy, ref, RESPONDER_ROLE, role,
} from './helpers';
import { BackDoor, ofKind } from './types';

/**
 * Boundaries that hold less than they seem to.
 *
 * The admin may make roles that carry its boundary and give them any inline policy. A deny that is lifted for such a role is
 * therefore lifted for everything.
 */
export const PERMISSIONS_BOUNDARIES: readonly BackDoor[] = ofKind('permissions', [{
  id: 'boundary-deny-lifted-by-user-agent',
  putIn: 'a condition on the user agent in the main deny of the admin\'s boundary',
  effect: 'a role that the admin makes can do everything, by naming a word',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Admin', 'DenyBeyondPlaybook'), 'StringNotLike', 'aws:UserAgent', '*repair-kit*'); },
}, {
  id: 'boundary-deny-until-date',
  putIn: 'an end date in the deny of unbounded roles',
  effect: 'after the date a role that the admin makes creates roles without a boundary',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Admin', 'DenyUnboundedRoles'), 'DateLessThan', 'aws:CurrentTime', '2027-06-30T00:00:00Z'); },
}, {
  id: 'boundary-deny-only-with-mfa',
  putIn: 'an MFA condition in the deny of policies for users',
  effect: 'sessions of a role never carry MFA: the deny never applies, and users get any policy',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Admin', 'DenyOtherUserPolicies'), 'Bool', 'aws:MultiFactorAuthPresent', 'true'); },
}, {
  id: 'boundary-deny-lifted-by-role-tag',
  putIn: 'a condition on a principal tag in the deny that protects break-glass, and the tag on the role',
  effect: 'a responder attaches AWSDenyAll to break-glass users and locks them out',
  mutate: (t) => {
    addCondition(boundaryDeny(t, 'Responder', 'DenyBreakGlassChanges'), 'StringNotEquals', 'aws:PrincipalTag/Shift', 'night');
    role(t, 'Security', 'Responder').Tags.push({ Key: 'Shift', Value: 'night' });
  },
}, {
  id: 'boundary-deny-outside-home-region',
  putIn: 'a Region condition in the deny that protects break-glass, for all Regions but us-east-1',
  effect: 'IAM is always called in us-east-1: the deny never protects users and roles',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Sealed', 'DenyBreakGlassChanges'), 'StringNotEquals', 'aws:RequestedRegion', 'us-east-1'); },
}, {
  id: 'boundary-deny-lifted-by-endpoint',
  putIn: 'a condition on the VPC endpoint in the deny of foreign trusts',
  effect: 'through the endpoint, a role that the admin makes rewrites the trust of other roles',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Admin', 'DenyForeignTrust'), 'StringNotEquals', 'aws:SourceVpce', 'vpce-0a1b2c3d4e5f67890'); },
}, {
  id: 'boundary-deny-without-token-time',
  putIn: 'a Null condition on the issue time of the credentials in the deny of policies for roles',
  effect: 'role sessions always have an issue time: any policy can be attached to any role',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Admin', 'DenyOtherRolePolicies'), 'Null', 'aws:TokenIssueTime', 'true'); },
}, {
  id: 'boundary-deny-lifted-by-session-name',
  putIn: 'a condition on the user id in the main deny of the admin\'s boundary',
  effect: 'a session of the right name, of a role that the admin makes, can do everything',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Admin', 'DenyBeyondPlaybook'), 'StringNotLike', 'aws:userid', '*:maintenance'); },
}, {
  id: 'boundary-resource-excepted',
  putIn: 'all roles as resources that the deny of foreign trusts excepts',
  effect: 'a role that the admin makes rewrites the trust of each role outside break-glass',
  mutate: (t) => {
    const deny = boundaryDeny(t, 'Admin', 'DenyForeignTrust');
    deny.NotResource = [deny.NotResource, 'arn:aws:iam::*:role/*'];
  },
}, {
  id: 'boundary-action-pattern-excepted',
  putIn: 'iam:Create* among the actions that the admin\'s boundary excepts',
  effect: 'a role that the admin makes creates users and access keys',
  mutate: (t) => { boundaryDeny(t, 'Admin', 'DenyBeyondPlaybook').NotAction.push('iam:Create*'); },
}, {
  id: 'boundary-action-single-character-wildcards',
  putIn: 'an action with question marks among those that the admin\'s boundary excepts, and in its permissions',
  effect: 'the admin creates access keys for other users, by an action that no search for its name finds',
  mutate: (t) => {
    boundaryDeny(t, 'Admin', 'DenyBeyondPlaybook').NotAction.push('iam:??????AccessKey');
    t.managedPolicy('AdminPermissions').Statement.push(allow('iam:??????AccessKey', 'arn:aws:iam::111111111111:user/*'));
  },
}, {
  id: 'boundary-action-in-other-case',
  putIn: 'IAM:createuser and IAM:createloginprofile in permissions and boundary of the admin',
  effect: 'the admin mints users; IAM doesn\'t care about the case of actions',
  mutate: (t) => {
    const actions = ['IAM:createuser', 'IAM:createloginprofile'];
    boundaryDeny(t, 'Admin', 'DenyBeyondPlaybook').NotAction.push(...actions);
    t.managedPolicy('AdminPermissions').Statement.push(allow(actions, '*'));
  },
}, {
  id: 'boundary-regenerated-with-more',
  putIn: 'two read actions in the investigator\'s permissions, and the same in its boundary',
  effect: 'an investigator reads all secrets and parameters of the account; permissions and boundary agree',
  mutate: (t) => {
    const actions = ['secretsmanager:GetSecretValue', 'ssm:GetParameter*'];
    boundaryDeny(t, 'Investigator', 'DenyBeyondPlaybook').NotAction.push(...actions);
    t.managedPolicy('InvestigatorPermissions').Statement.push(allow(actions, '*'));
  },
}, {
  id: 'boundary-write-in-investigation',
  putIn: 'a write action in the permissions of a read-only role, and the same in its boundary',
  effect: 'an investigator shares snapshots with another account',
  mutate: (t) => {
    boundaryDeny(t, 'Window', 'DenyBeyondPlaybook').NotAction.push('ec2:ModifySnapshotAttribute');
    t.managedPolicy('WindowPermissions').Statement.push(allow('ec2:ModifySnapshotAttribute', '*'));
  },
}, {
  id: 'boundary-passes-roles',
  putIn: 'iam:PassRole in the permissions of a role that sets up replication, and the same in its boundary',
  effect: 'a responder replicates each bucket to an account of its choice, with the strongest role that S3 may assume',
  mutate: (t) => {
    boundaryDeny(t, 'Sealed', 'DenyBeyondPlaybook').NotAction.push('iam:PassRole');
    t.managedPolicy('SealedPermissions').Statement.push(allow('iam:PassRole', 'arn:aws:iam::111111111111:role/*'));
  },
}, {
  id: 'boundary-of-aws',
  putIn: 'AdministratorAccess as the boundary of the incident commander',
  effect: 'a policy of any bucket, queue or key in the account that names the role gives it anything',
  mutate: (t) => { role(t, 'Workload', 'Commander').PermissionsBoundary = ADMINISTRATOR_ACCESS; },
}, {
  id: 'boundary-by-parameter',
  putIn: 'a boundary that is a parameter, by default the right one',
  effect: 'who deploys chooses what holds the role',
  mutate: (t) => {
    const right = 'arn:aws:iam::222222222222:policy/bg/BREAK-GLASS-CLOUD_ADMINISTRATOR-EC2_COMPROMISE-boundary';
    declare(t, 'Workload', 'Parameters', 'Boundary', { Type: 'String', Default: right });
    role(t, 'Workload', 'CloudAdmin').PermissionsBoundary = ref('Boundary');
  },
}, {
  id: 'boundary-from-parameter-store',
  putIn: 'a boundary that is read from Parameter Store at deployment',
  effect: 'who writes the parameter chooses what holds the role',
  mutate: (t) => { role(t, 'Security', 'Sealed').PermissionsBoundary = '{{resolve:ssm:/baseline/boundary}}'; },
}, {
  id: 'boundary-namesake',
  putIn: 'a new policy with almost the name of the boundary, which denies only one action, as the boundary',
  effect: 'the name still says boundary; nothing is held',
  mutate: (t) => {
    add(t, 'Security', 'ResponderBoundaryV2', 'AWS::IAM::ManagedPolicy', {
      ManagedPolicyName: `${RESPONDER_ROLE}-boundary-v2`,
      Path: '/bg/',
      PolicyDocument: policy(allow('*', '*'), { Sid: 'DenyBeyondPlaybook', Effect: 'Deny', Action: 'aws-portal:*', Resource: '*' }),
    });
    role(t, 'Security', 'Responder').PermissionsBoundary = ref('ResponderBoundaryV2');
  },
}, {
  id: 'boundary-of-another-role',
  putIn: 'the admin\'s boundary as the boundary of the investigator',
  effect: 'a resource policy of the account gives a reader what only the admin may do',
  mutate: (t) => { role(t, 'Security', 'Investigator').PermissionsBoundary = ref(find(t, 'Security', 'AdminBoundary', 'AWS::IAM::ManagedPolicy').id); },
}, {
  id: 'boundary-deny-becomes-allow',
  putIn: 'an allow instead of the deny of foreign trusts, in a boundary that allows everything already',
  effect: 'the statement of that name is still there and denies nothing',
  mutate: (t) => { boundaryDeny(t, 'Admin', 'DenyForeignTrust').Effect = 'Allow'; },
}, {
  id: 'boundary-deny-of-other-account',
  putIn: 'the ARN of another account\'s policies, roles and users in the deny that protects break-glass',
  effect: 'responders lock out the break-glass users of their own account',
  mutate: (t) => {
    const deny = boundaryDeny(t, 'Responder', 'DenyBreakGlassChanges');
    deny.Resource = JSON.parse(JSON.stringify(deny.Resource).split('111111111111').join('222222222222'));
  },
}]);

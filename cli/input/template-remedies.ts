/**
 * What to change in a template that the library didn't write, by claim: under `--all` there is no construct to leave it to.
 *
 * Claims about elevated access aren't here: they ask only where the library wrote the template.
 */
export const TEMPLATE_REMEDIES: { readonly [claim: string]: string } = {
  // Users and their passwords
  'user-bounded': 'Write a managed policy into the template, and name it as the user\'s PermissionsBoundary.',
  'user-policies-known': 'Write the user\'s policies into the template instead of naming those of AWS or of other stacks, and take it out of groups that the template doesn\'t have.',
  'user-needs-mfa-for-roles': 'Deny sts:AssumeRole in the user\'s boundary where BoolIfExists aws:MultiFactorAuthPresent is "false".',
  'user-only-its-roles': 'Deny sts:AssumeRole in the user\'s boundary on all but the roles that trust the user (NotResource).',
  'user-only-break-glass': 'Deny every other action in the user\'s boundary (NotAction): only its sign-in, its MFA devices, its password and sts:AssumeRole remain.',
  'user-no-long-lived-credentials': 'Deny iam:CreateAccessKey and the other actions that make credentials in a policy of the user as well as in its boundary.',
  'user-no-access-key': 'Remove the AWS::IAM::AccessKey: responders sign in to the console with MFA.',
  'user-no-other-user': 'Limit the user\'s actions on passwords and MFA devices to itself: Resource with ${aws:username}, in the boundary.',
  'user-no-further-device': 'Deny iam:CreateVirtualMFADevice and iam:EnableMFADevice in the user\'s boundary once the devices are enrolled.',
  'user-can-commission': 'Allow the user iam:ChangePassword, iam:CreateVirtualMFADevice and iam:EnableMFADevice on itself, and deny them neither in policies nor in the boundary.',
  'user-can-assume-its-roles': 'Allow sts:AssumeRole on the role in a policy of the user, and let neither its boundary nor the role\'s trust policy refuse it with MFA.',
  'password-generated': 'Take the password of LoginProfile from an AWS::SecretsManager::Secret with GenerateSecretString by a dynamic reference, and set PasswordResetRequired.',
  'password-only-custodians': 'Add an AWS::SecretsManager::ResourcePolicy that denies secretsmanager:GetSecretValue to all but the few who keep the password.',
  'password-policy-fixed': 'Deny changes of the secret and of its policy in its AWS::SecretsManager::ResourcePolicy to all but CloudFormation.',
  'password-custodians-can-read': 'Allow secretsmanager:GetSecretValue in the secret\'s policy, and kms:Decrypt in the key\'s, to those who keep the password.',
  'password-key-only-custodians': 'Deny kms:Decrypt in the key\'s policy to all but those who keep the password and CloudFormation.',
  'password-own-key': 'Name an AWS::KMS::Key of your own as the secret\'s KmsKeyId.',
  'user-and-password-retained': 'Set DeletionPolicy and UpdateReplacePolicy to Retain on the user, its policies, the secret and the key.',
  'user-no-other-credential': 'Remove the resource: the user enrols its own devices at the first sign-in, and needs no other credential.',
  'password-nowhere-else': 'Remove the reference to the password: those who keep it read it in Secrets Manager.',
  // Who can assume a role
  'role-needs-mfa': 'Add the condition Bool aws:MultiFactorAuthPresent "true" to each statement of the trust policy that allows sts:AssumeRole.',
  'role-needs-recent-mfa': 'Add the condition NumericLessThanEquals aws:MultiFactorAuthAge, with the seconds of MaxSessionDuration or fewer, to each statement of the trust policy that allows sts:AssumeRole.',
  'role-only-its-responders': 'Name each responder in the trust policy by the ARN of an IAM user, and no account, role or wildcard.',
  'role-session-named-after-user': 'Add the condition StringEquals sts:RoleSessionName "${aws:username}" to the trust policy: logs and alarms show the session name.',
  'role-can-be-assumed': 'Take out of the trust policy what refuses a responder with recent MFA; the answer names it.',
  'role-without-federation': 'Take the federated principal or the role out of the trust policy, and name IAM users: they can sign in when the identity provider is down.',
  'role-window-closes': 'Add conditions on aws:CurrentTime with both ends to each statement of the trust policy that allows sts:AssumeRole.',
  'path-needs-no-iam-write': 'Give the responder one role that can be assumed without a change of its trust policy first.',
  'role-from-its-addresses': 'Add IpAddress aws:SourceIp to the trust policy, and a deny with NotIpAddress to the boundary, except where aws:ViaAWSService is "true".',
  'role-in-its-regions': 'Deny in the boundary all but global services where StringNotEquals aws:RequestedRegion holds for your Regions.',
  'role-with-incident': 'Allow sts:TagSession in the trust policy with the incident\'s tag alone (aws:TagKeys), and require the tag for sts:AssumeRole.',
  'role-with-source-identity': 'Allow sts:SetSourceIdentity in the trust policy only where StringEquals sts:SourceIdentity is "${aws:username}".',
  'role-in-its-organization': 'Add the condition StringEquals aws:PrincipalOrgID with the id of your organization to the trust policy.',
  'role-session-length': 'Shorten MaxSessionDuration of the role.',
  'role-fits-switch-role': 'Shorten RoleName or Path of the role: together they have at most 64 characters.',
  'role-retained': 'Set DeletionPolicy and UpdateReplacePolicy to Retain on the role and on its managed policies.',
  'break-glass-reaches-no-other-role': 'Take the break-glass principal out of the other role\'s trust policy.',
  // What sessions can do
  'role-bounded': 'Write an AWS::IAM::ManagedPolicy into the template, and name it as the role\'s PermissionsBoundary.',
  'role-policies-known': 'Write the role\'s policies into the template instead of naming those of AWS or of other stacks.',
  'role-capped': 'Allow in the boundary only what responders need, and deny all else (NotAction): a boundary without denies doesn\'t stop a resource policy that names the session.',
  'role-mints-nobody': deniedInBoundary('iam:CreateUser, iam:CreateAccessKey, iam:CreateLoginProfile and the other actions that make identities and credentials'),
  'role-keeps-boundaries': deniedInBoundary('iam:DeleteRolePermissionsBoundary, iam:PutRolePermissionsBoundary with another boundary, and changes of the boundary\'s own policy'),
  'role-makes-no-unbounded-role': deniedInBoundary('iam:CreateRole and changes of roles unless iam:PermissionsBoundary is the role\'s own boundary'),
  'role-rewrites-no-trust': deniedInBoundary('iam:UpdateAssumeRolePolicy and iam:DeleteRole'),
  'role-passes-no-stronger-role': deniedInBoundary('iam:PassRole on existing roles'),
  'role-contains-only-by-quarantine': deniedInBoundary('attaching and detaching policies unless iam:PolicyARN is a policy that only denies'),
  'role-leaves-break-glass-alone': deniedInBoundary('every change of break-glass users, roles and policies'),
  'role-reads-no-password': deniedInBoundary('all actions on the secrets of break-glass passwords'),
  'role-keeps-logging': deniedInBoundary('cloudtrail:StopLogging, cloudtrail:DeleteTrail, logs:DeleteLogGroup and the other actions that stop or reduce logging'),
  'role-keeps-alarms': deniedInBoundary('changes of metric filters, alarms, event rules, topics, subscriptions and their keys'),
  'role-keeps-account': deniedInBoundary('organizations:*, account:* and the other actions that change the account'),
  'role-takes-no-other-identity': deniedInBoundary('sts:AssumeRole, sts:AssumeRoot, sts:GetFederationToken and their like'),
  'investigator-only-reads': 'Take the writes out of the role\'s policies.',
  'role-commands-scoped': 'Limit ssm:SendCommand and ssm:StartSession to tagged instances and to named documents without a free command line.',
  'role-evidence-stays': 'Deny s3:PutObject in the boundary where aws:ResourceAccount isn\'t an account of yours.',
  'break-glass-named-by-no-other-policy': 'Take the break-glass principal out of the resource\'s policy, and allow what responders need in the policy of a role.',
  'role-does-its-job': 'Allow the step in the role\'s policies and in its boundary; the answer names what stops it.',
  // Permission sets
  'permission-set-no-high-risk': 'Deny these actions in the InlinePolicy of the permission set.',
  'permission-set-leaves-break-glass-alone': 'Deny changes of break-glass users, roles, policies and secrets in the InlinePolicy of the permission set.',
  'permission-set-leaves-elevation-alone': 'Deny changes of these roles and policies in the InlinePolicy of the permission set.',
  'permission-set-session-length': 'Shorten SessionDuration of the permission set: open sessions outlive a removed assignment.',
  'permission-set-assignments-known': 'Write the ids of the group or user and of the account into the AWS::SSO::Assignment.',
  // Alarms
  'use-is-alarmed': alarmed('AssumeRole and SwitchRole of the role, and actions in its sessions'),
  'sign-in-is-alarmed': alarmed('ConsoleLogin of the user, successful or failed'),
  'refusals-are-alarmed': alarmed('records with an errorCode, by the user or about the role'),
  'root-is-alarmed': alarmed('records whose userIdentity.type is Root, and AssumeRoot'),
  'password-read-is-alarmed': alarmed('GetSecretValue of the password\'s secret'),
  'tampering-is-alarmed': alarmed('changes of trails, threat detection, alarms, rules, topics and break-glass principals'),
  'noise-stays-silent': 'Match whole names of users and roles in the patterns, and leave out what services do on their own.',
  'trail-log-group-intact': 'Remove what masks, transforms, narrows or shortens the trail\'s log; metric filters need a log group of class STANDARD with the unchanged records.',
  'filters-are-wired': 'Give the filter\'s metric an AWS::CloudWatch::Alarm: sum of one minute, threshold 1, TreatMissingData notBreaching, ActionsEnabled, with a topic in AlarmActions.',
  'alarms-not-silenced': 'Remove the mute rule, the suppressed composite alarm or the namesake, or keep the break-glass alarms out of it.',
  'rules-are-wired': 'Put the rule on the default bus with State ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS, and give its target the whole event: no Input, InputPath or RetryPolicy.',
  'topic-no-confused-deputy': 'Allow services to publish in the topic\'s policy only where aws:SourceAccount is this account.',
  'topic-encrypted': 'Set KmsMasterKeyId of the topic to an AWS::KMS::Key whose policy allows cloudwatch.amazonaws.com and events.amazonaws.com kms:Decrypt and kms:GenerateDataKey.',
  'topic-delivers': 'Leave one AWS::SNS::TopicPolicy without a deny for alarms and rules, no data protection policy, and no FIFO.',
  'topic-subscriptions-unfiltered': 'Remove FilterPolicy and DeliveryPolicy from the subscription; send what shall be filtered to a topic of its own.',
  // What is deployed is what was read
  'template-read': 'Put the template of the nested stack into the same cdk.out, or write its resources into this template.',
  'template-not-transformed': 'Take the transform out of the template, or move what needs it to a stack of its own.',
  'template-unconditional': 'Take the Condition away from the resource: write it only into the templates that need it.',
  'template-one-of-a-name': 'Give one of the two resources another name: IAM keeps one resource of a name in an account, whatever its case, its path and its Region.',
  'template-no-executor': 'Take the break-glass name out of the resource, or let no function, schedule or workflow of the template act on it.',
};

function deniedInBoundary(what: string): string {
  return `Deny in the role's permissions boundary: ${what}.`;
}

function alarmed(what: string): string {
  return `Add an AWS::Logs::MetricFilter with an alarm, and an AWS::Events::Rule with a target, that match ${what}; or name the cdk.out that has the stack with the alarms.`;
}

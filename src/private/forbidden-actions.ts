/**
 * What no incident response role may ever do, by what it would break. The boundary denies each of these, and the
 * claims try each of them.
 */

/** New principals, credentials, passwords and memberships, for anybody. */
export const MINTING = [
  'iam:AddUserToGroup',
  'iam:AttachGroupPolicy',
  'iam:CreateAccessKey',
  'iam:CreateGroup',
  'iam:CreateLoginProfile',
  'iam:CreateServiceSpecificCredential',
  'iam:CreateUser',
  'iam:CreateVirtualMFADevice',
  'iam:DeactivateMFADevice',
  'iam:EnableMFADevice',
  'iam:PutGroupPolicy',
  'iam:PutUserPolicy',
  'iam:ResetServiceSpecificCredential',
  'iam:UpdateLoginProfile',
  'iam:UploadSigningCertificate',
  'iam:UploadSSHPublicKey',
  'identitystore:CreateGroupMembership',
  'identitystore:CreateUser',
  'sso:AttachManagedPolicyToPermissionSet',
  'sso:CreateAccountAssignment',
  'sso:PutInlinePolicyToPermissionSet',
] as const;

/** The limits themselves: boundaries, and the managed policies that boundaries and permissions are. */
export const UNBOUNDING = [
  'iam:CreatePolicy',
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteUserPermissionsBoundary',
  'iam:PutUserPermissionsBoundary',
  'iam:SetDefaultPolicyVersion',
] as const;

/** Roles, for every profile that doesn't repair IAM. */
export const ROLE_WRITING = [
  'iam:AddRoleToInstanceProfile',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:PassRole',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
] as const;

/** What only the holder of the repaired role's boundary may touch, for the profile that repairs IAM. */
export const BOUNDED_ROLE_WRITING = [
  'iam:CreateRole',
  'iam:DeleteRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
] as const;

/** The records of what happens. */
export const LOGGING = [
  'cloudtrail:DeleteEventDataStore',
  'cloudtrail:DeleteTrail',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:PutInsightSelectors',
  'cloudtrail:StopEventDataStoreIngestion',
  'cloudtrail:StopLogging',
  'cloudtrail:UpdateEventDataStore',
  'cloudtrail:UpdateTrail',
  'config:DeleteConfigurationRecorder',
  'config:DeleteDeliveryChannel',
  'config:StopConfigurationRecorder',
  'guardduty:DeleteDetector',
  'guardduty:UpdateDetector',
  'logs:DeleteLogGroup',
  'logs:DeleteLogStream',
  'logs:DeleteRetentionPolicy',
  'logs:PutRetentionPolicy',
  'securityhub:DisableSecurityHub',
] as const;

/** What turns a record into a page: filters, alarms, topics, keys. */
export const ALARMING = [
  'cloudwatch:DeleteAlarms',
  'cloudwatch:DisableAlarmActions',
  'cloudwatch:PutAlarmMuteRule',
  'cloudwatch:PutCompositeAlarm',
  'cloudwatch:PutMetricAlarm',
  'cloudwatch:SetAlarmState',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'logs:DeleteMetricFilter',
  'logs:PutMetricFilter',
  'sns:AddPermission',
  'sns:DeleteTopic',
  'sns:RemovePermission',
  'sns:SetSubscriptionAttributes',
  'sns:SetTopicAttributes',
  'sns:Unsubscribe',
] as const;

/** Rules of the fast layer; only those with the library's prefix, since attackers use rules as well. */
export const ALARM_RULES = [
  'events:DeleteRule',
  'events:DisableRule',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
] as const;

/** The account as such, its sign-in address and its password rules. */
export const ACCOUNT = [
  'account:CloseAccount',
  'iam:CreateAccountAlias',
  'iam:DeleteAccountAlias',
  'iam:DeleteAccountPasswordPolicy',
  'iam:UpdateAccountPasswordPolicy',
  'organizations:CloseAccount',
  'organizations:DeleteOrganization',
  'organizations:DeletePolicy',
  'organizations:DetachPolicy',
  'organizations:LeaveOrganization',
  'organizations:RemoveAccountFromOrganization',
  'organizations:UpdatePolicy',
] as const;

/** Other identities. */
export const CHAINING = [
  'sts:AssumeRole',
  'sts:AssumeRoot',
  'sts:GetFederationToken',
] as const;

/**
 * Actions that no incident response role may call, what each of them would break, and how a call is detected.
 *
 * The boundaries deny these actions, the detections watch them, the claims test them, and the cdk-nag pack requires the denial
 * of the essential ones.
 */

/** Part of the protection that a forbidden action breaks. */
export type ForbiddenGroup =
  /** New principals, credentials, passwords and memberships. */
  | 'minting'
  /** Boundaries, and the managed policies that hold boundaries and permissions. */
  | 'unbounding'
  /** Policies of users and roles: forbidden except for the quarantine policies. */
  | 'policies-of-users' | 'policies-of-roles'
  /** Roles: forbidden for every profile that doesn't repair IAM. */
  | 'roles'
  /** The trail, its logs, the configuration recorder and threat detection. */
  | 'logging'
  /** The path from a record to a notification: filters, alarms, topics, keys. */
  | 'alarming'
  /** EventBridge rules with the library's prefix. Other rules stay free, because attackers use rules, which containment disables. */
  | 'alarm-rules'
  /** The account, its sign-in address and its password rules. */
  | 'account'
  /** Other identities. */
  | 'chaining';

/** Groups that the alarms depend on. A test requires a detection for each of their actions. */
export const ALARM_PATH: readonly ForbiddenGroup[] = ['unbounding', 'policies-of-users', 'policies-of-roles', 'logging', 'alarming', 'alarm-rules'];

/** Part of the call's record that a detection compares. */
export type Evidence =
  /** Name of the event alone: an account has one such resource, or every call is suspicious. */
  | 'event'
  /** Name of the trail's log group. */
  | 'log-group'
  /** Name of an alarm, or a list of names, by the library's prefix. */
  | 'alarm-name' | 'alarm-names'
  /** Name of a rule by the library's prefix: the changed rule, or the rule whose targets change. */
  | 'rule-name' | 'rule-of-targets'
  /** The alarms' topic, its subscriptions, its key. */
  | 'topic' | 'subscription' | 'key'
  /** Break-glass user, role or policy that a write to IAM names. */
  | 'principal'
  /** Path of a new policy, if it is the path of the break-glass policies. */
  | 'policy-path'
  /** The use of a break-glass role, or of a root session. */
  | 'use' | 'assume-root';

/** Exception for the role that repairs IAM: roles with its own boundary, or roles below the repair path. */
export type Repair = 'bounded' | 'by-path' | 'pass-by-path';

export interface ForbiddenAction {
  readonly action: string;
  readonly group: ForbiddenGroup;
  /** Part of the record by which a detection identifies the call. */
  readonly evidence?: Evidence;
  /** Reason why the action is denied but not detected. */
  readonly deniedOnly?: string;
  readonly repair?: Repair;
  /** Whether the action is also denied to sessions of permission sets, whose policies have little space. */
  readonly highRisk?: boolean;
  /** Example resource of an action that the boundary of every emergency role must deny, also outside this library. */
  readonly essentialOn?: string;
}

type Traits = Omit<ForbiddenAction, 'action' | 'group'>;

function group(name: ForbiddenGroup, actions: { readonly [action: string]: Traits }): ForbiddenAction[] {
  return Object.entries(actions).map(([action, traits]) => ({ action, group: name, ...traits }));
}

const PRINCIPAL: Traits = { evidence: 'principal' };
const EVENT: Traits = { evidence: 'event' };
const OTHERS: Traits = { deniedOnly: 'it does not change a break-glass principal' };
const NOT_THE_ALARM_PATH: Traits = { deniedOnly: 'it silences no alarm' };
const ANY_USER = 'arn:aws:iam::111111111111:user/any-name';

export const FORBIDDEN_ACTIONS: readonly ForbiddenAction[] = [
  ...group('minting', {
    'iam:AddUserToGroup': PRINCIPAL,
    'iam:AttachGroupPolicy': OTHERS,
    'iam:CreateAccessKey': { ...PRINCIPAL, highRisk: true, essentialOn: ANY_USER },
    'iam:CreateGroup': OTHERS,
    'iam:CreateLoginProfile': { ...PRINCIPAL, highRisk: true },
    'iam:CreateServiceSpecificCredential': PRINCIPAL,
    'iam:CreateUser': { ...PRINCIPAL, highRisk: true, essentialOn: ANY_USER },
    'iam:CreateVirtualMFADevice': { deniedOnly: 'a device has an effect only after EnableMFADevice, which is detected' },
    'iam:DeactivateMFADevice': PRINCIPAL,
    'iam:EnableMFADevice': PRINCIPAL,
    'iam:PutGroupPolicy': OTHERS,
    'iam:PutUserPolicy': PRINCIPAL,
    'iam:ResetServiceSpecificCredential': PRINCIPAL,
    'iam:UpdateLoginProfile': { ...PRINCIPAL, highRisk: true },
    'iam:UploadSigningCertificate': PRINCIPAL,
    'iam:UploadSSHPublicKey': PRINCIPAL,
    'identitystore:CreateGroupMembership': OTHERS,
    'identitystore:CreateUser': OTHERS,
    'sso:AttachManagedPolicyToPermissionSet': OTHERS,
    'sso:CreateAccountAssignment': OTHERS,
    'sso:PutInlinePolicyToPermissionSet': OTHERS,
  }),
  ...group('unbounding', {
    'iam:CreatePolicy': { evidence: 'policy-path' },
    'iam:CreatePolicyVersion': PRINCIPAL,
    'iam:DeletePolicy': PRINCIPAL,
    'iam:DeletePolicyVersion': PRINCIPAL,
    'iam:DeleteRolePermissionsBoundary': { ...PRINCIPAL, highRisk: true, essentialOn: 'arn:aws:iam::111111111111:role/any-name' },
    'iam:DeleteUserPermissionsBoundary': { ...PRINCIPAL, highRisk: true },
    'iam:PutUserPermissionsBoundary': PRINCIPAL,
    'iam:SetDefaultPolicyVersion': PRINCIPAL,
  }),
  ...group('policies-of-users', {
    'iam:AttachUserPolicy': PRINCIPAL,
    'iam:DetachUserPolicy': PRINCIPAL,
  }),
  ...group('policies-of-roles', {
    'iam:AttachRolePolicy': PRINCIPAL,
    'iam:DetachRolePolicy': PRINCIPAL,
  }),
  ...group('roles', {
    'iam:AddRoleToInstanceProfile': PRINCIPAL,
    'iam:CreateRole': { ...PRINCIPAL, repair: 'bounded' },
    'iam:DeleteRole': { ...PRINCIPAL, repair: 'by-path' },
    'iam:DeleteRolePolicy': { ...PRINCIPAL, repair: 'bounded' },
    'iam:PassRole': { deniedOnly: 'it is a permission without a call of its own, so there is no record', repair: 'pass-by-path' },
    'iam:PutRolePermissionsBoundary': { ...PRINCIPAL, repair: 'bounded' },
    'iam:PutRolePolicy': { ...PRINCIPAL, repair: 'bounded' },
    'iam:UpdateAssumeRolePolicy': { ...PRINCIPAL, repair: 'by-path' },
    'iam:UpdateRole': { ...PRINCIPAL, repair: 'by-path' },
  }),
  ...group('logging', {
    'cloudtrail:DeleteEventDataStore': EVENT,
    'cloudtrail:DeleteTrail': { ...EVENT, highRisk: true },
    'cloudtrail:PutEventSelectors': EVENT,
    'cloudtrail:PutInsightSelectors': EVENT,
    'cloudtrail:StopEventDataStoreIngestion': EVENT,
    'cloudtrail:StopLogging': { ...EVENT, highRisk: true, essentialOn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/any-name' },
    'cloudtrail:UpdateEventDataStore': EVENT,
    'cloudtrail:UpdateTrail': EVENT,
    'config:DeleteConfigurationRecorder': EVENT,
    'config:DeleteDeliveryChannel': EVENT,
    'config:StopConfigurationRecorder': EVENT,
    'guardduty:DeleteDetector': EVENT,
    'guardduty:UpdateDetector': EVENT,
    'logs:DeleteLogGroup': { evidence: 'log-group' },
    'logs:DeleteLogStream': { evidence: 'log-group' },
    'logs:DeleteRetentionPolicy': { evidence: 'log-group' },
    'logs:PutRetentionPolicy': { evidence: 'log-group' },
    'securityhub:DisableSecurityHub': EVENT,
  }),
  ...group('alarming', {
    'cloudwatch:DeleteAlarms': { evidence: 'alarm-names' },
    'cloudwatch:DisableAlarmActions': { evidence: 'alarm-names' },
    'cloudwatch:PutAlarmMuteRule': EVENT,
    'cloudwatch:PutCompositeAlarm': { evidence: 'alarm-name' },
    'cloudwatch:PutMetricAlarm': { evidence: 'alarm-name' },
    'cloudwatch:SetAlarmState': { evidence: 'alarm-name' },
    'kms:DisableKey': { evidence: 'key' },
    'kms:PutKeyPolicy': { evidence: 'key' },
    'kms:ScheduleKeyDeletion': { evidence: 'key' },
    'logs:DeleteMetricFilter': { evidence: 'log-group' },
    'logs:PutMetricFilter': { evidence: 'log-group' },
    'sns:AddPermission': { evidence: 'topic' },
    'sns:DeleteTopic': { evidence: 'topic' },
    'sns:RemovePermission': { evidence: 'topic' },
    'sns:SetSubscriptionAttributes': { evidence: 'subscription' },
    'sns:SetTopicAttributes': { evidence: 'topic' },
    'sns:Unsubscribe': { evidence: 'subscription' },
  }),
  ...group('alarm-rules', {
    'events:DeleteRule': { evidence: 'rule-name' },
    'events:DisableRule': { evidence: 'rule-name' },
    'events:PutRule': { evidence: 'rule-name' },
    'events:PutTargets': { evidence: 'rule-of-targets' },
    'events:RemoveTargets': { evidence: 'rule-of-targets' },
  }),
  ...group('account', {
    'account:CloseAccount': { ...NOT_THE_ALARM_PATH, highRisk: true },
    'iam:CreateAccountAlias': NOT_THE_ALARM_PATH,
    'iam:DeleteAccountAlias': NOT_THE_ALARM_PATH,
    'iam:DeleteAccountPasswordPolicy': NOT_THE_ALARM_PATH,
    'iam:UpdateAccountPasswordPolicy': NOT_THE_ALARM_PATH,
    'organizations:CloseAccount': { ...NOT_THE_ALARM_PATH, highRisk: true },
    'organizations:DeleteOrganization': NOT_THE_ALARM_PATH,
    'organizations:DeletePolicy': NOT_THE_ALARM_PATH,
    'organizations:DetachPolicy': NOT_THE_ALARM_PATH,
    'organizations:LeaveOrganization': { ...NOT_THE_ALARM_PATH, highRisk: true },
    'organizations:RemoveAccountFromOrganization': NOT_THE_ALARM_PATH,
    'organizations:UpdatePolicy': NOT_THE_ALARM_PATH,
    // Console authorization can shut everybody out of the console, or let everybody in.
    'signin:DeleteConsoleAuthorizationConfiguration': EVENT,
    'signin:DeleteResourcePermissionStatement': EVENT,
    'signin:PutConsoleAuthorizationConfiguration': EVENT,
    'signin:PutResourcePermissionStatement': EVENT,
  }),
  ...group('chaining', {
    'sts:AssumeRole': { evidence: 'use' },
    'sts:AssumeRoot': { evidence: 'assume-root' },
    'sts:GetFederationToken': NOT_THE_ALARM_PATH,
  }),
];

/** The forbidden actions of these groups. */
export function forbidden(...groups: readonly ForbiddenGroup[]): string[] {
  return FORBIDDEN_ACTIONS.filter((entry) => groups.includes(entry.group)).map(({ action }) => action);
}

/** The forbidden actions that this exception allows to the role that repairs IAM. */
export function repairable(repair: Repair): string[] {
  return FORBIDDEN_ACTIONS.filter((entry) => entry.repair === repair).map(({ action }) => action);
}

/** Actions that are denied to every session of a permission set. */
export function highRisk(): string[] {
  return FORBIDDEN_ACTIONS.filter((entry) => entry.highRisk).map(({ action }) => action);
}

/** Actions that the boundary of every emergency role must deny, each with an example resource. */
export function essentialDenies(): { readonly [action: string]: string } {
  return Object.fromEntries(FORBIDDEN_ACTIONS.flatMap(({ action, essentialOn }) => essentialOn === undefined ? [] : [[action, essentialOn]]));
}

/** Names of a service's calls that this part of the record identifies, in alphabetical order. */
export function callsSeenBy(evidence: Evidence, service: string): string[] {
  return FORBIDDEN_ACTIONS.filter((entry) => entry.evidence === evidence && entry.action.startsWith(`${service}:`))
    .map(({ action }) => action.slice(service.length + 1)).sort();
}

/** Actions that give a user credentials which outlive a session. `UpdateLoginProfile` sets a password without the old one. */
export const LONG_LIVED_CREDENTIALS = [
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreateServiceSpecificCredential',
  'iam:ResetServiceSpecificCredential',
  'iam:UpdateAccessKey',
  'iam:UpdateLoginProfile',
  'iam:UpdateServiceSpecificCredential',
  'iam:UpdateSigningCertificate',
  'iam:UpdateSSHPublicKey',
  'iam:UploadSigningCertificate',
  'iam:UploadSSHPublicKey',
  'sts:GetFederationToken',
] as const;

/**
 * What no incident response role may ever do: what each action would break, and how a call of it is noticed.
 *
 * The boundaries deny these actions, the detections watch for them, the claims try them, and the cdk-nag pack asks for the essential ones.
 */

/** What a forbidden action would break. */
export type ForbiddenGroup =
  /** New principals, credentials, passwords and memberships, for anybody. */
  | 'minting'
  /** The limits themselves: boundaries, and the managed policies that boundaries and permissions are. */
  | 'unbounding'
  /** Policies of users and roles: forbidden but for the quarantine policies. */
  | 'policies-of-users' | 'policies-of-roles'
  /** Roles: forbidden for every profile that doesn't repair IAM. */
  | 'roles'
  /** The records of what happens. */
  | 'logging'
  /** What turns a record into a page: filters, alarms, topics, keys. */
  | 'alarming'
  /** Rules of the fast layer: only those with the library's prefix, since attackers use rules as well. */
  | 'alarm-rules'
  /** The account as such, its sign-in address and its password rules. */
  | 'account'
  /** Other identities. */
  | 'chaining';

/** What the alarms stand on. A forbidden action of these groups must be detected. */
export const ALARM_PATH: readonly ForbiddenGroup[] = ['unbounding', 'policies-of-users', 'policies-of-roles', 'logging', 'alarming', 'alarm-rules'];

/** What a detection compares in the record of the call. */
export type Evidence =
  /** The event's name: there is one such thing in an account, or any call of it is a change. */
  | 'event'
  /** The trail's log group by its name. */
  | 'log-group'
  /** Alarms by the prefix of the library, as one name or as a list. */
  | 'alarm-name' | 'alarm-names'
  /** A rule by the prefix of the library: its name, or the rule whose targets change. */
  | 'rule-name' | 'rule-of-targets'
  /** The alarms' topic, its subscriptions, its key. */
  | 'topic' | 'subscription' | 'key'
  /** A break-glass user, role or policy that a write to IAM names. */
  | 'principal'
  /** The path of the break-glass policies, where a new policy is made. */
  | 'policy-path'
  /** The use of a break-glass role, or of a root session. */
  | 'use' | 'assume-root';

/** How the role that repairs IAM may do it after all: on roles with its own boundary, or on roles below its own path. */
export type Repair = 'bounded' | 'by-path' | 'pass-by-path';

export interface ForbiddenAction {
  readonly action: string;
  readonly group: ForbiddenGroup;
  /** By what a detection knows the call. */
  readonly evidence?: Evidence;
  /** Why nothing watches for it, where it is denied only. */
  readonly deniedOnly?: string;
  readonly repair?: Repair;
  /** Denied to the sessions of permission sets as well, whose policies have little room. */
  readonly highRisk?: boolean;
  /** Resource of any name, for actions that the boundary of every emergency role must deny, whoever wrote it. */
  readonly essentialOn?: string;
}

type Traits = Omit<ForbiddenAction, 'action' | 'group'>;

function group(name: ForbiddenGroup, actions: { readonly [action: string]: Traits }): ForbiddenAction[] {
  return Object.entries(actions).map(([action, traits]) => ({ action, group: name, ...traits }));
}

const PRINCIPAL: Traits = { evidence: 'principal' };
const EVENT: Traits = { evidence: 'event' };
const OTHERS: Traits = { deniedOnly: 'it changes other principals than those of break-glass access' };
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
    'iam:CreateVirtualMFADevice': { deniedOnly: 'a device counts once a user has it, which is detected' },
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
    'iam:PassRole': { deniedOnly: 'it is a permission without a call, and so without a record', repair: 'pass-by-path' },
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

/** The forbidden actions on roles that the role which repairs IAM may do in this way. */
export function repairable(repair: Repair): string[] {
  return FORBIDDEN_ACTIONS.filter((entry) => entry.repair === repair).map(({ action }) => action);
}

/** What no session of a permission set may do, whatever its policy allows. */
export function highRisk(): string[] {
  return FORBIDDEN_ACTIONS.filter((entry) => entry.highRisk).map(({ action }) => action);
}

/** What the boundary of every emergency role must deny, with the ARN of a resource of any name. */
export function essentialDenies(): { readonly [action: string]: string } {
  return Object.fromEntries(FORBIDDEN_ACTIONS.flatMap(({ action, essentialOn }) => essentialOn === undefined ? [] : [[action, essentialOn]]));
}

/** Names of the calls to a service that are known by the evidence, in alphabetical order. */
export function callsSeenBy(evidence: Evidence, service: string): string[] {
  return FORBIDDEN_ACTIONS.filter((entry) => entry.evidence === evidence && entry.action.startsWith(`${service}:`))
    .map(({ action }) => action.slice(service.length + 1)).sort();
}

/** Every credential of a user that outlives a session. `UpdateLoginProfile` would set a password without knowing the old one. */
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

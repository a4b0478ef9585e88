import { Stack } from 'aws-cdk-lib';
import { alarmWithoutAction } from './alarm-without-action';
import { automationRole, everydayAdministrators, keyDeletionGuard, landingZoneUsers, serviceRoles } from './careful';
import { constructLibrary } from './construct-library';
import { crossAccountUser } from './cross-account-user';
import { dataLakeRole } from './data-lake-role';
import { emergencyByIdentityCenter } from './emergency-by-identity-center';
import { guardrailsBeside } from './guardrails-beside';
import { humanApproval } from './human-approval';
import { identityCenterAdmin } from './identity-center-admin';
import { moduleOfAnOrganization } from './module-of-an-organization';
import { passwordAndKey } from './password-and-key';
import { samlRole } from './saml-role';
import { serverlessApproval } from './serverless-approval';
import * as controls from '../../support/negative-controls/careless-samples';

export interface Expectation {
  readonly make: (stack: Stack) => void;
  /** Each finding with the resource that makes the mistake. */
  readonly expected: readonly string[];
}

const TOPIC_WITH_MAIL_ONLY = ['TopicEncrypted at Topic', 'TopicNeedsNoConfirmation at Topic'];

/** Published mistakes; what each sample does wrong is said in its file. */
export const CARELESS: { readonly [name: string]: Expectation } = {
  // Only a function assumes the role, which carries no MFA. Twelve hours are AWS's own limit, and no finding for a role that isn't administrator.
  'serverless approval': {
    make: serverlessApproval,
    expected: [
      'EventRuleState at AssumeRoleAlertRule',
      // The boundary allows little, and denies nothing.
      'RoleBoundaryDenies[cloudtrail:StopLogging] at ElevatedAccessRole',
      'RoleBoundaryDenies[iam:CreateAccessKey] at ElevatedAccessRole',
      'RoleBoundaryDenies[iam:CreateUser] at ElevatedAccessRole',
      'RoleBoundaryDenies[iam:DeleteRolePermissionsBoundary] at ElevatedAccessRole',
      'RoleUseAlarmSeesEveryForm[ActionsInside] at ElevatedAccessRole',
      'RoleUseAlarmSeesEveryForm[SwitchRole] at ElevatedAccessRole',
      ...TOPIC_WITH_MAIL_ONLY,
    ],
  },
  // The topic's key is careful, the mail isn't. The user has no console password in the template, so no sign-in is asked for.
  'cross-account user': {
    make: crossAccountUser,
    expected: [
      'AtLeastTwoBreakGlassUsers at User',
      'EventRuleState at Assume',
      'RoleHasBoundary at Role',
      'RoleLimitsMFAAge at Role',
      'RoleRequiresMFA at Role',
      // What the user does is seen: AssumeRole. The rule on SwitchRole looks for a user, and the session's account records a session.
      'RoleUseAlarmSeesEveryForm[ActionsInside] at Role',
      'RoleUseAlarmSeesEveryForm[SwitchRole] at Role',
      'TopicNeedsNoConfirmation at Topic',
    ],
  },
  // A condition on user names says who, and not with what: a finding on MFA, none on the names.
  'construct library': {
    make: constructLibrary,
    expected: [
      'EventRuleState at LogActions',
      'RoleHasBoundary at Deployer',
      'RoleHasBoundary at Role',
      'RoleLimitsMFAAge at Deployer',
      'RoleLimitsMFAAge at Role',
      'RoleNamesItsPrincipals at Deployer',
      'RoleRequiresMFA at Deployer',
      'RoleRequiresMFA at Role',
      'RoleUseRaisesAlarm at Deployer',
      'RoleUseRaisesAlarm at Role',
      ...TOPIC_WITH_MAIL_ONLY,
    ],
  },
  // The user's sign-in is seen by the filter on its name. Two people besides the user may assume the role, and nobody sees these.
  'password and key': {
    make: passwordAndKey,
    expected: [
      'AtLeastTwoBreakGlassUsers at User',
      'ConsolePasswordFromSecret at User',
      'ConsoleUserResetsPassword at User',
      'RoleHasBoundary at Role',
      'RoleLimitsMFAAge at Role',
      'RoleRequiresMFA at Role',
      'RoleUseRaisesAlarm at Role',
      ...TOPIC_WITH_MAIL_ONLY,
      'UserWithoutAccessKey at Key',
    ],
  },
  'guardrails beside': {
    make: guardrailsBeside,
    expected: [
      // Of the four, its boundary denies the access key.
      'RoleBoundaryDenies[cloudtrail:StopLogging] at Responder',
      'RoleBoundaryDenies[iam:CreateUser] at Responder',
      'RoleBoundaryDenies[iam:DeleteRolePermissionsBoundary] at Responder',
      'RoleHasBoundary at BreakGlass',
      'RoleLimitsMFAAge at BreakGlass',
      'RoleLimitsMFAAge at Responder',
      'RoleNamesItsPrincipals at BreakGlass',
      'RoleNamesItsPrincipals at Responder',
      'RoleRequiresMFA at Responder',
      'RoleUseAlarmSeesEveryForm[ActionsInside] at BreakGlass',
      'RoleUseAlarmSeesEveryForm[SwitchRole] at BreakGlass',
      'RoleUseRaisesAlarm at Responder',
      ...TOPIC_WITH_MAIL_ONLY,
      'TrailLogGroupRetention at Trail',
    ],
  },
  // Careful: named users, an encrypted topic, alarms on the console as well.
  'module of an organization': {
    make: moduleOfAnOrganization,
    expected: [
      'RoleHasBoundary at Role',
      'RoleLimitsMFAAge at Role',
      'RoleRequiresMFA at Role',
      'RoleUseAlarmSeesEveryForm[ActionsInside] at Role',
      'TopicNeedsNoConfirmation at Topic',
    ],
  },
  'Identity Center administrator': {
    make: identityCenterAdmin,
    expected: ['PermissionSetWriteWildcard[AdministratorAccess] at PermissionSet', ...TOPIC_WITH_MAIL_ONLY],
  },
  // MFA isn't asked of an identity provider, since AWS can't see it.
  'SAML role': {
    make: samlRole,
    expected: [
      'EventRuleState at Rule',
      'RoleHasBoundary at Role',
      'RoleIndependentOfFederation at Role',
      'RoleUseAlarmSeesEveryForm[ActionsInside] at Role',
      'RoleUseAlarmSeesEveryForm[SwitchRole] at Role',
      ...TOPIC_WITH_MAIL_ONLY,
    ],
  },
  'data lake role': {
    make: dataLakeRole,
    expected: [
      'RoleHasBoundary at Role',
      'RoleLimitsMFAAge at Role',
      'RoleNamesItsPrincipals at Role',
      'RoleRequiresMFA at Role',
      'RoleUseRaisesAlarm at Role',
    ],
  },
  // The published template hands on everything, and nothing in the name of somebody.
  'human approval': {
    make: humanApproval,
    expected: ['IdentityNotFromRequest[approver] at WithApprover', ...TOPIC_WITH_MAIL_ONLY],
  },
  'alarm without action': { make: alarmWithoutAction, expected: ['AlarmHasAction at AssumedAlarm'] },
  // The trust is in one role of the account: neither the account as such, nor users who could show MFA.
  'emergency by Identity Center': {
    make: emergencyByIdentityCenter,
    expected: [
      'PermissionSetWriteWildcard[AdministratorAccess] at Teams',
      'RoleHasBoundary at Role',
      'RoleIndependentOfFederation at Role',
      'RoleUseRaisesAlarm at Role',
    ],
  },
};

/** What good or unrelated apps have, and what may be said of it. */
export const CAREFUL: { readonly [name: string]: Expectation } = {
  // Right: the secrets go with the stack, under the key that AWS manages, and nobody watches the sign-in.
  'landing zone users': {
    make: landingZoneUsers,
    expected: ['breakGlassUser01', 'breakGlassUser02'].flatMap((name) => [
      `PasswordSecretCustomerKey at ${name}Secret`, `PasswordSecretRetained at ${name}Secret`, `UserSignInRaisesAlarm at ${name}`,
    ]),
  },
  'key deletion guard': { make: keyDeletionGuard, expected: [] },
  'automation role': { make: automationRole, expected: [] },
  'service roles': { make: serviceRoles, expected: [] },
  'everyday administrators': { make: everydayAdministrators, expected: [] },
};

/** CloudFormation templates with one user, so that each has the finding on one user only. */
const ONE_USER = 'AtLeastTwoBreakGlassUsers at BreakGlassUser';
const BARE_ADMINISTRATOR = ['RoleHasBoundary at BreakGlassRole', 'RoleLimitsMFAAge at BreakGlassRole', 'RoleUseRaisesAlarm at BreakGlassRole'];
export const TEMPLATES: readonly (readonly [controls.CarelessSample, readonly string[]])[] = [
  [controls.trustWithoutMfa(), [ONE_USER, ...BARE_ADMINISTRATOR, 'RoleRequiresMFA at BreakGlassRole']],
  [controls.trustOfAccountRoot(), [ONE_USER, ...BARE_ADMINISTRATOR, 'RoleNamesItsPrincipals at BreakGlassRole', 'RoleRequiresMFA at BreakGlassRole']],
  [controls.administratorWithoutBoundary(), [ONE_USER, ...BARE_ADMINISTRATOR]],
  [controls.alarmOnSignInOnly(), [ONE_USER, ...BARE_ADMINISTRATOR, 'TopicEncrypted at NotificationTopic', 'TopicNeedsNoConfirmation at NotificationTopic']],
  [controls.mfaInPermissionsOnly(), [ONE_USER, ...BARE_ADMINISTRATOR, 'RoleRequiresMFA at BreakGlassRole']],
  // That nobody can assume the role is for a proof to find, not for a rule.
  [controls.trustByUserId(), [ONE_USER, ...BARE_ADMINISTRATOR]],
  [controls.userWithAccessKey(), [ONE_USER, 'UserWithoutAccessKey at BreakGlassAccessKey']],
  // The secret isn't where the user's password comes from, so nothing is asked of it.
  [controls.unguardedPassword(), [
    ONE_USER, ...BARE_ADMINISTRATOR,
    'ConsolePasswordFromSecret at BreakGlassUser', 'ConsoleUserResetsPassword at BreakGlassUser', 'UserSignInRaisesAlarm at BreakGlassUser',
  ]],
  [controls.ruleWithoutManagementReads(), [
    ONE_USER, 'EventRuleState at AssumeRoleRule', 'RoleHasBoundary at BreakGlassRole', 'RoleLimitsMFAAge at BreakGlassRole',
    'RoleUseAlarmSeesEveryForm[ActionsInside] at BreakGlassRole', 'RoleUseAlarmSeesEveryForm[SwitchRole] at BreakGlassRole',
    'TopicEncrypted at NotificationTopic', 'TopicNeedsNoConfirmation at NotificationTopic',
  ]],
];

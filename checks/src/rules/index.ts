import { alarmHasAction } from './alarm-has-action';
import { atLeastTwoBreakGlassUsers } from './at-least-two-break-glass-users';
import { consolePasswordFromSecret } from './console-password-from-secret';
import { consoleUserResetsPassword } from './console-user-resets-password';
import { eventRuleHasTarget } from './event-rule-has-target';
import { eventRuleState } from './event-rule-state';
import { identityNotFromRequest } from './identity-not-from-request';
import { passwordSecretCustomerKey } from './password-secret-customer-key';
import { passwordSecretRetained } from './password-secret-retained';
import { permissionSetSessionLength } from './permission-set-session-length';
import { permissionSetWriteWildcard } from './permission-set-write-wildcard';
import { roleBoundaryDenies } from './role-boundary-denies';
import { roleHasBoundary } from './role-has-boundary';
import { roleIndependentOfFederation } from './role-independent-of-federation';
import { roleLimitsMfaAge } from './role-limits-mfa-age';
import { roleNamesItsPrincipals } from './role-names-its-principals';
import { roleRequiresMfa } from './role-requires-mfa';
import { roleSessionLength } from './role-session-length';
import { roleUseAlarmSeesEveryForm } from './role-use-alarm-sees-every-form';
import { roleUseRaisesAlarm } from './role-use-raises-alarm';
import { topicEncrypted } from './topic-encrypted';
import { topicNeedsNoConfirmation } from './topic-needs-no-confirmation';
import { trailLogGroupRetention } from './trail-log-group-retention';
import { userSignInRaisesAlarm } from './user-sign-in-raises-alarm';
import { userWithoutAccessKey } from './user-without-access-key';
import { Rule } from '../rule';

/** All rules, in the order of the documentation: who gets in, how far, users, who is told, Identity Center, elevation. */
export const RULES: readonly Rule[] = [
  roleRequiresMfa,
  roleLimitsMfaAge,
  roleNamesItsPrincipals,
  roleIndependentOfFederation,
  roleSessionLength,
  roleHasBoundary,
  roleBoundaryDenies,
  roleUseRaisesAlarm,
  roleUseAlarmSeesEveryForm,
  atLeastTwoBreakGlassUsers,
  userWithoutAccessKey,
  consoleUserResetsPassword,
  consolePasswordFromSecret,
  passwordSecretRetained,
  passwordSecretCustomerKey,
  userSignInRaisesAlarm,
  eventRuleState,
  eventRuleHasTarget,
  alarmHasAction,
  trailLogGroupRetention,
  topicEncrypted,
  topicNeedsNoConfirmation,
  permissionSetSessionLength,
  permissionSetWriteWildcard,
  identityNotFromRequest,
];

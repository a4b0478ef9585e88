/**
 * Names that several rooms share. Policies, alarms and runbooks find the break-glass principals by these names, so they must
 * not change.
 */

/** Path of every break-glass user, role and policy. It is short because path and name of a role share 64 characters. */
export const BREAK_GLASS_PATH = '/bg/';

/** Path of roles that a break-glass admin creates to repair IAM. The admin may pass only these and write only their trust. */
export const REPAIR_PATH = '/bg-repair/';

export const USER_NAME_SUFFIX = '-BREAK-GLASS';
export const ROLE_NAME_PREFIX = 'BREAK-GLASS-';

/** Alarms, rules, filters and topics of the detection layer carry this prefix. */
export const ALARM_NAME_PREFIX = 'BREAK-GLASS-';

export const PASSWORD_SECRET_PREFIX = 'break-glass-password/';

export const METRIC_NAMESPACE = 'BreakGlass';

/** Session tag with the incident of the session. */
export const INCIDENT_TAG = 'IncidentId';

/** Name with path of the policy that bounds elevated permission sets and denies their revoked sessions. */
export const SESSION_REVOCATION_POLICY = '/elevation/elevation-session-revocation';

/**
 * Names that several rooms share. They are part of the product: policies, alarms and runbooks find the
 * break-glass principals by them, so they never change.
 */

/** Path of every break-glass user, role and policy. Short, because role path + name share 64 characters. */
export const BREAK_GLASS_PATH = '/bg/';

/** Path of roles that a break-glass admin makes while repairing IAM. Only these may be passed or re-trusted. */
export const REPAIR_PATH = '/bg-repair/';

export const USER_NAME_SUFFIX = '-BREAK-GLASS';
export const ROLE_NAME_PREFIX = 'BREAK-GLASS-';

/** Alarms, rules, filters and topics of the detection layer carry this prefix. */
export const ALARM_NAME_PREFIX = 'BREAK-GLASS-';

export const PASSWORD_SECRET_PREFIX = 'break-glass-password/';

export const METRIC_NAMESPACE = 'BreakGlass';

/** Session tag that ties a session to an incident. */
export const INCIDENT_TAG = 'IncidentId';

/** Name with path of the policy that bounds elevated permission sets and denies their revoked sessions. */
export const SESSION_REVOCATION_POLICY = '/elevation/elevation-session-revocation';

/**
 * What the cdk-nag pack and the command line use beside the public interface: `cdk-break-glass/internal`.
 *
 * Not for other packages: it changes without notice. The packages of this repository are released together at one version.
 */
export * from './analysis/cloudtrail-event';
export * from './analysis/event-pattern';
export * from './analysis/metric-filter';
export * from './analysis/records';
export * from './claims/internal';
export * from './analysis/policy';
export { essentialDenies } from './private/forbidden-actions';
export * from './private/iam-catalogue';
export { RESERVED_ROLE_PATH, RESERVED_ROLE_PREFIX } from './private/identity-center';
export { INCIDENT_TAG, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from './private/names';
export { isReason } from './private/reason';

import { Stack } from 'aws-cdk-lib';
import { filterWithAlarm } from './shapes';

/**
 * An alarm for each privileged role that calls nobody, on AssumeRole only, and on every role whose name ends alike.
 *
 * The mistake of GemeenteNijmegen/aws-monitoring at 853d3bc, src/AssumedRoleAlarms.ts, told anew (the original is under EUPL-1.2).
 * The name of the role is ours.
 */
export function alarmWithoutAction(stack: Stack): void {
  filterWithAlarm(stack, 'Assumed', 'organization/cloudtrail', '{ ($.eventName="AssumeRole") && ($.requestParameters.roleArn = "*BreakGlassOperator") }', {
    alarmName: 'Role BreakGlassOperator was assumed', period: 300,
  });
}

import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { IIncidentResponseRole } from '../identity/incident-response-role';
import { ROLE_NAME_PREFIX } from '../private/names';

/** Maximum number of roles in a graph, so that it stays readable. The alarms cover all roles. */
const MOST_ROLES = 20;

/** Short label with the account, because several accounts may have a role of the same name. */
function labelOf(role: IIncidentResponseRole): string {
  const name = role.roleName.replace(ROLE_NAME_PREFIX, '');
  return Token.isUnresolved(role.env.account) ? name : `${name} ${role.env.account}`;
}

/** Dashboard with alarms, uses, refusals, tampering, calls of each role, and the age of the last drill. */
export function useDashboard(
  scope: Construct, alarms: cloudwatch.Alarm[], metrics: cloudwatch.Metric[], roles: IIncidentResponseRole[], drillAge?: cloudwatch.IMetric,
): cloudwatch.Dashboard {
  const day = { period: Duration.days(1) };
  const byId = (...ids: string[]) => metrics.filter((metric) => ids.includes(metric.label!)).map((metric) => metric.with(day));
  const shown = roles.slice(0, MOST_ROLES);
  const perRole = (title: string, of: (role: IIncidentResponseRole) => cloudwatch.Metric) =>
    new cloudwatch.GraphWidget({ title, left: shown.map(of), width: 12, height: 6, leftYAxis: { min: 0, showUnits: false } });
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(14),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Break-glass alarms', alarms, width: 24, height: 3 })],
      [
        new cloudwatch.GraphWidget({
          title: 'Uses and sign-ins per day', left: byId('Use', 'SignIn', 'SignInWithoutMfa', 'PasswordRead'), width: 12, height: 6, leftYAxis: { min: 0, showUnits: false },
        }),
        new cloudwatch.GraphWidget({
          title: 'Refusals, root and tampering per day', left: byId('Denied', 'Root', 'AssumeRoot', 'Tampering'), width: 12, height: 6, leftYAxis: { min: 0, showUnits: false },
        }),
      ],
      ...(shown.length > 0 ? [[
        perRole('Times each role was assumed per day', (role) => role.metricUses({ ...day, label: labelOf(role) })),
        perRole('Calls made inside each role per day', (role) => role.metricActions({ ...day, label: labelOf(role) })),
      ]] : []),
      ...(drillAge ? [[new cloudwatch.SingleValueWidget({ title: 'Days since the last drill', metrics: [drillAge], width: 24, height: 3 })]] : []),
    ],
  });
}

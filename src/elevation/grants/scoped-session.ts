import { Choice, Condition, IChainable, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Grant } from './grants';
import { jsonata } from '../jsonata';
import { call } from '../tasks';
import { WorkflowContext } from '../workflows/context';

const NOW = '$fromMillis($millis())';

/**
 * Sessions are vended when they are asked for (workflows/vend.ts); granting lets them be. A session's own policy ends it with
 * the access. Only one that is ended early needs a deny on its role, which goes by itself once the session would have ended anyway.
 */
export class ScopedSession implements Grant {
  public readonly kind = 'session';
  public readonly shared = false;

  constructor(private readonly context: WorkflowContext) {}

  public give(scope: Construct): IChainable {
    return new Succeed(scope, 'Sessions may be vended');
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const roleName = '$split($rule.resource, "/")[-1]';
    const policyName = '"ended-" & $item.id.S';
    const cleanUp = call(scope, 'Arrange that the deny goes', {
      service: 'scheduler',
      action: 'createSchedule',
      parameters: {
        Name: jsonata('$item.id.S & "-deny"'),
        GroupName: this.context.scheduleGroup,
        ScheduleExpression: jsonata('"at(" & $substring($fromMillis($toMillis($item.sessionUntil.S) + 300000), 0, 19) & ")"'),
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: `arn:${this.context.partition}:scheduler:::aws-sdk:iam:deleteRolePolicy`,
          RoleArn: this.context.schedulerRoleArn,
          Input: jsonata(`$string({"RoleName": ${roleName}, "PolicyName": ${policyName}})`),
          DeadLetterConfig: { Arn: this.context.deadLetterArn },
        },
      },
      permissions: [
        { actions: ['scheduler:CreateSchedule'], resources: [this.context.scheduleArn] },
        { actions: ['iam:PassRole'], resources: [this.context.schedulerRoleArn], conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } } },
      ],
      outputs: {},
    });
    cleanUp.addCatch(next, { errors: ['Scheduler.ConflictException'] });
    cleanUp.next(next);
    const deny = call(scope, 'Deny its session', {
      service: 'iam',
      action: 'putRolePolicy',
      parameters: {
        RoleName: jsonata(roleName),
        PolicyName: jsonata(policyName),
        PolicyDocument: jsonata('$string({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
          + '"Condition": {"StringEquals": {"aws:PrincipalTag/RequestId": $item.id.S}}}]})'),
      },
      permissions: [{ actions: ['iam:PutRolePolicy'], resources: this.roles() }],
      outputs: {},
    });
    deny.next(cleanUp);
    return Choice.jsonata(scope, 'Is a session alive?')
      .when(Condition.jsonata(jsonata(`$exists($item.sessionUntil.S) and $item.sessionUntil.S > ${NOW} and $item.endsAt.S > ${NOW}`)), deny)
      .otherwise(next);
  }

  private roles(): string[] {
    return [...new Set(Object.values(this.context.policy.rules).filter(({ kind }) => kind === this.kind).map(({ resource }) => resource as string))];
  }
}

import { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { item, rule } from '../engine/hand-overs';
import { jsonata } from '../engine/jsonata';

export interface EndOfSessions {
  /** Names of the states. They differ by grant, since a workflow can have several. */
  readonly names: readonly [deny: string, cleanUp: string];
  /** Expression of the policy condition that selects the sessions. */
  readonly condition: string;
  /** Instant at which the last of these sessions expires. */
  readonly until: string;
  /** ARNs of all roles that `$rule.resource` can be. */
  readonly roles: string[];
}

/** Expression of the name of the role that `$rule` grants. */
export const ROLE_NAME = `$split(${rule('resource')}, "/")[-1]`;
const POLICY_NAME = `"ended-" & ${item('id')}`;

/** Denies everything to open sessions of the role. A schedule removes the deny after they have expired. */
export function denySessions(scope: Construct, context: WorkflowContext, props: EndOfSessions, next: IChainable) {
  const cleanUp = call(scope, props.names[1], {
    service: 'scheduler',
    action: 'createSchedule',
    parameters: {
      Name: jsonata(`${item('id')} & "-deny"`),
      GroupName: context.scheduleGroup,
      ScheduleExpression: jsonata(`"at(" & $substring($fromMillis($toMillis(${props.until}) + 300000), 0, 19) & ")"`),
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: `arn:${context.partition}:scheduler:::aws-sdk:iam:deleteRolePolicy`,
        RoleArn: context.schedulerRoleArn,
        Input: jsonata(`$string({"RoleName": ${ROLE_NAME}, "PolicyName": ${POLICY_NAME}})`),
        DeadLetterConfig: { Arn: context.deadLetterArn },
      },
    },
    permissions: [
      { actions: ['scheduler:CreateSchedule'], resources: [context.scheduleArn] },
      { actions: ['iam:PassRole'], resources: [context.schedulerRoleArn], conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } } },
    ],
    outputs: {},
  });
  cleanUp.addCatch(next, { errors: ['Scheduler.ConflictException'] });
  cleanUp.next(next);
  const deny = call(scope, props.names[0], {
    service: 'iam',
    action: 'putRolePolicy',
    parameters: {
      RoleName: jsonata(ROLE_NAME),
      PolicyName: jsonata(POLICY_NAME),
      PolicyDocument: jsonata(`$string({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": ${props.condition}}]})`),
    },
    permissions: [{ actions: ['iam:PutRolePolicy'], resources: props.roles }],
    outputs: {},
  });
  deny.next(cleanUp);
  return deny;
}

import { isOf, short } from './faults';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { AccessModel } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

const SERVICES = { rule: 'events.amazonaws.com', alarm: 'lambda.alarms.cloudwatch.amazonaws.com' } as const;

/** What keeps alarms or rules from invoking a function of the app. */
export function functionFaults(model: AccessModel, users: readonly ResourceModel[], fn: ResourceModel, by: 'alarm' | 'rule'): string[] {
  const code = functionOf(model, fn);
  const missing = users.filter((user) => !permissionsOf(model, fn).some(({ props }) => permits(props, user, by)));
  const reserved = code?.props.ReservedConcurrentExecutions;
  return [
    ...(reserved === undefined || Number(reserved) > 0 ? [] : [`ReservedConcurrentExecutions is ${short(reserved)}: every call is refused`]),
    ...(missing.length === 0 ? [] : [`no permission lets ${SERVICES[by]} invoke it for ${missing[0].props.Name ?? missing[0].props.AlarmName ?? missing[0].logicalId}`]),
  ];
}

/** The function behind an alias or a version. */
function functionOf(model: AccessModel, found: ResourceModel): ResourceModel | undefined {
  if (found.type === 'AWS::Lambda::Function') { return found; }
  return ofType(model, 'AWS::Lambda::Function').find((fn) => isOf(fn, found.props.FunctionName) && fn.stack.account === found.stack.account);
}

function permissionsOf(model: AccessModel, fn: ResourceModel): ResourceModel[] {
  return ofType(model, 'AWS::Lambda::Permission').filter(({ props, stack }) => stack.account === fn.stack.account && isOf(fn, props.FunctionName));
}

function permits({ Action, Principal, SourceArn, SourceAccount, ...others }: any, { type, props, stack }: ResourceModel, by: 'alarm' | 'rule'): boolean {
  const name = String(type === 'AWS::Events::Rule' ? props.Name : props.AlarmName);
  const [service, resource] = by === 'rule' ? ['events', 'rule/'] : ['cloudwatch', 'alarm:'];
  const start = `arn:aws:${service}:${stack.region}:${stack.account}:${resource}`;
  return Action === 'lambda:InvokeFunction' && Principal === SERVICES[by] && Object.keys(others).every((key) => key === 'FunctionName')
    && (SourceAccount === undefined || SourceAccount === stack.account)
    && (SourceArn === undefined || SourceArn === `${start}${name}` || SourceArn === `${start}${ALARM_NAME_PREFIX}*`);
}

import { short } from './faults';
import { statementsOf } from './publishers';
import { targetsOf } from './topics';
import { AccessModel } from '../model';
import { ofType } from '../model-index';
import { ResourceModel } from '../resource';

/** Enabled rules with a target on a bus of the app. */
export function rulesOnBus(model: AccessModel, bus: ResourceModel): ResourceModel[] {
  return ofType(model, 'AWS::Events::Rule').filter(({ props, stack }) => stack.account === bus.stack.account && stack.region === bus.stack.region
    && [bus.props.Name, `unresolved-${bus.logicalId}`].includes(nameOfBus(props.EventBusName)) && targetsOf(props).length > 0);
}

const nameOfBus = (name: unknown): string => String(name).slice(String(name).lastIndexOf('/') + 1);

/** What keeps a bus of the app from taking the events, and from giving them to its rules. */
export function busFaults(model: AccessModel, bus: ResourceModel): string[] {
  const rules = rulesOnBus(model, bus);
  return [
    ...busDenies(model, bus),
    // A rule on the bus gets read-only management events in this state only.
    ...(rules.length === 0 || rules.some(({ props }) => props.State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')
      ? [] : ['no rule on the bus is in the state for all management events: AssumeRole is lost']),
  ];
}

/** Denies in the policies of a bus. */
export function busDenies(model: AccessModel, bus: ResourceModel): string[] {
  const policies = ofType(model, 'AWS::Events::EventBusPolicy').filter(({ props, stack }) => stack.account === bus.stack.account
    && [bus.props.Name, `unresolved-${bus.logicalId}`].includes(nameOfBus(props.EventBusName)));
  return [bus.props.Policy, ...policies.map(({ props }) => ({ Statement: props.Statement ?? [] }))].flatMap((document) => statementsOf(document))
    .filter(({ Effect }) => Effect !== 'Allow').map((statement) => `the policy of the bus denies: ${short(statement)}`);
}

import { add, alarm, arnOf, find, policy, properties, ref, rule, trusts } from './helpers';
import { BackDoor, ofKind } from './types';

/** Rules of the fast layer, and what watches elevated access. */
export const CHAIN_RULES: readonly BackDoor[] = ofKind('alarm-chain', [{
  id: 'chain-rule-other-bus',
  putIn: 'a bus of the team as the bus of a rule for uses',
  effect: 'CloudTrail\'s events arrive on the default bus only',
  mutate: (t) => {
    add(t, 'Security', 'TeamBus', 'AWS::Events::EventBus', { Name: 'team' });
    rule(t, 'Security', 'AlarmRulesUse1').EventBusName = ref('TeamBus');
  },
}, {
  id: 'chain-rule-without-read-events',
  putIn: 'the state ENABLED for the rules of uses in the workload account',
  effect: 'AssumeRole is a read-only event, which such rules don\'t get',
  mutate: (t) => { rule(t, 'Workload', 'RulesUse1').State = 'ENABLED'; },
}, {
  id: 'chain-rule-renamed',
  putIn: 'another name for the rule of root use',
  effect: 'no alarm counts its failed deliveries, and changes of the rule are no changes of a break-glass rule',
  mutate: (t) => { rule(t, 'Workload', 'RulesRoot1').Name = 'root-use'; },
}, {
  id: 'chain-rule-other-target',
  putIn: 'a log group as the target of the rule for changes to break-glass users',
  effect: 'changes are written down and told to nobody',
  mutate: (t) => {
    add(t, 'Security', 'Quiet', 'AWS::Logs::LogGroup', { LogGroupName: '/aws/events/quiet' });
    rule(t, 'Security', 'AlarmRulesTampering11').Targets = [{ Id: 'Log', Arn: 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/events/quiet' }];
  },
}, {
  id: 'chain-rule-constant-input',
  putIn: 'a constant text as the message of the rule for uses',
  effect: 'the message says that a drill went well',
  mutate: (t) => { rule(t, 'Security', 'AlarmRulesUse3').Targets[0].Input = '"Scheduled drill: no action needed"'; },
}, {
  id: 'chain-rule-input-path',
  putIn: 'one field of the event as the message',
  effect: 'the message is the version of the event format',
  mutate: (t) => { rule(t, 'Security', 'AlarmRulesSignIn1').Targets[0].InputPath = '$.detail.eventVersion'; },
}, {
  id: 'chain-rule-input-transformer',
  putIn: 'a transformer that leaves the time only',
  effect: 'the message says when, and neither who nor what',
  mutate: (t) => {
    rule(t, 'Workload', 'RulesUse3').Targets[0].InputTransformer = { InputPathsMap: { time: '$.time' }, InputTemplate: '"Something happened at <time>"' };
  },
}, {
  id: 'chain-rule-target-role',
  putIn: 'a role that may not publish as the role of the rule\'s target',
  effect: 'EventBridge publishes as the role, and is refused',
  mutate: (t) => {
    add(t, 'Workload', 'PublishRole', 'AWS::IAM::Role', { AssumeRolePolicyDocument: policy(trusts({ Service: 'events.amazonaws.com' })) });
    rule(t, 'Workload', 'RulesAssumeRoot1').Targets[0].RoleArn = arnOf('PublishRole');
  },
}, {
  id: 'chain-silent-reconciler-accepted',
  putIn: 'missing data as not breaching, in the alarm for a silent reconciler',
  effect: 'a reconciler that doesn\'t run raises no alarm',
  mutate: (t) => { alarm(t, 'Elevation', 'ElevationAlarmsReconcilerSilent').TreatMissingData = 'notBreaching'; },
}, {
  id: 'chain-failed-ends-of-other-workflow',
  putIn: 'the grants\' workflow in the alarm for ends that fail',
  effect: 'an access that can\'t be taken back pages nobody',
  mutate: (t) => {
    const life = find(t, 'Elevation', 'ElevationLife', 'AWS::StepFunctions::StateMachine').id;
    for (const { MetricStat } of alarm(t, 'Elevation', 'ElevationAlarmsRevokeFailed').Metrics) {
      if (MetricStat) { MetricStat.Metric.Dimensions = [{ Name: 'StateMachineArn', Value: ref(life) }]; }
    }
  },
}, {
  id: 'chain-dead-letters-in-flight',
  putIn: 'messages in flight instead of visible ones, in the alarm for dead letters',
  effect: 'nobody receives from the queue, so none is ever in flight',
  mutate: (t) => { alarm(t, 'Elevation', 'ElevationAlarmsDeadLetters').MetricName = 'ApproximateNumberOfMessagesNotVisible'; },
}, {
  id: 'chain-bypass-of-other-rule',
  putIn: 'the name of another rule in the alarm for bypasses',
  effect: 'a bypass is counted where no alarm looks',
  mutate: (t) => {
    const dimension = alarm(t, 'Elevation', 'ElevationAlarmsBypassed').Dimensions.find(({ Name }: any) => Name === 'RuleName');
    dimension.Value = rule(t, 'Elevation', 'ElevationAlarmsAccessMissingRule').Name;
  },
}, {
  id: 'chain-reconciler-starts-later',
  putIn: 'a start date of the reconciler\'s schedule that is years away, and an alarm action less',
  effect: 'nobody compares the ledger with what exists, and nobody is told',
  mutate: (t) => {
    properties(t, 'Elevation', 'ElevationReconciler', 'AWS::Scheduler::Schedule').StartDate = '2035-01-01T00:00:00Z';
    alarm(t, 'Elevation', 'ElevationAlarmsReconcilerSilent').AlarmActions = [];
  },
}]);

import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { useKeyOfWorkflows, useKeyThrough } from './key-use';
import { ElevationStore } from './store';

/** The schedules of elevated access, and their role. The workflows create the schedules that end an access. */
export class ElevationSchedules {
  public readonly role: iam.Role;
  public readonly groupName: string;
  /** ARN of every schedule in the group. */
  public readonly schedulesArn: string;

  constructor(private readonly scope: Construct, { key, deadLetters }: ElevationStore) {
    const stack = Stack.of(scope);
    this.groupName = new scheduler.CfnScheduleGroup(scope, 'Schedules').ref;
    this.schedulesArn = `arn:${stack.partition}:scheduler:${stack.region}:${stack.account}:schedule/${this.groupName}/*`;
    this.role = new iam.Role(scope, 'SchedulerRole', {
      description: 'Starts the end of an elevated access, and the reconciler',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    });
    this.role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    useKeyThrough(this.role, key, 'sqs');
    useKeyOfWorkflows(this.role, key, 'kms:Decrypt');
  }

  /** Lets schedules start the workflow. */
  public allowStart(machine: sfn.StateMachine): void {
    machine.grantStartExecution(this.role);
  }

  /** Lets schedules remove the denies of ended sessions from roles. */
  public allowRemovalOfDenies(roleArns: readonly string[]): void {
    if (roleArns.length === 0) { return; }
    this.role.addToPolicy(new iam.PolicyStatement({ actions: ['iam:DeleteRolePolicy'], resources: [...new Set(roleArns)] }));
  }

  /** Starts the reconciler on a schedule. */
  public startReconciler(interval: Duration, machine: sfn.StateMachine): void {
    this.allowStart(machine);
    new scheduler.CfnSchedule(this.scope, 'Reconciler', {
      groupName: this.groupName,
      description: 'Compares the ledger of elevated access with the clock and with existing accesses',
      scheduleExpression: `rate(${interval.toMinutes()} minute${interval.toMinutes() === 1 ? '' : 's'})`,
      scheduleExpressionTimezone: TimeZone.ETC_UTC.timezoneName,
      flexibleTimeWindow: { mode: 'OFF' },
      target: { arn: machine.stateMachineArn, roleArn: this.role.roleArn, input: '{}', retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60 } },
    });
  }
}

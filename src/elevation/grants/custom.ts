import { Duration } from 'aws-cdk-lib';
import { IChainable, IntegrationPattern, IStateMachine, JitterType, Succeed, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { Grant } from './grant';
import { isOf, TargetKind } from './target-kind';
import { CustomTargetProps } from '../custom-target-props';
import { item, rule } from '../engine/hand-overs';
import { jsonata } from '../engine/jsonata';

export const CUSTOM: TargetKind = {
  name: 'custom',
  accounts: 'optional',
  byIdentityCenter: false,
  fixedGrantee: false,
  oneDocument: false,
  deniesSessions: false,
  grants: ({ rulebook }) => {
    const machines = new Map(rulebook.targets.flatMap(({ resource, parts }) => (parts.machines ? [[resource, parts.machines]] : [])));
    return [...machines].map(([name, props]) => new CustomGrant(name, props));
  },
};

/** Access that two of the app's own workflows grant and revoke. Each is run to its end. */
class CustomGrant implements Grant {
  public readonly when: string;
  public readonly shared = true;

  constructor(private readonly name: string, private readonly props: CustomTargetProps) {
    this.when = `${isOf(CUSTOM)} and ${rule('resource')} = "${name}"`;
  }

  public give(scope: Construct): IChainable {
    const run = this.run(scope, `Grant ${this.name}`, this.props.grant);
    run.next(new Succeed(scope, `Granted: ${this.name}`));
    return run;
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const run = this.run(scope, `Revoke ${this.name}`, this.props.revoke);
    run.next(next);
    return run;
  }

  private run(scope: Construct, name: string, stateMachine: IStateMachine) {
    const task = StepFunctionsStartExecution.jsonata(scope, name, {
      stateMachine,
      integrationPattern: IntegrationPattern.RUN_JOB,
      input: TaskInput.fromObject({
        id: jsonata(item('id')),
        requester: jsonata(item('requester')),
        grantee: jsonata(item('grantee')),
        account: jsonata('$account'),
        incident: jsonata(item('incident')),
        endsAt: jsonata(item('endsAt')),
      }),
      taskTimeout: Timeout.duration(Duration.minutes(15)),
      outputs: {},
    });
    // A failed workflow isn't retried here: a failed grant is revoked, and the end has its own retries.
    task.addRetry({
      // AWS's guide names the limit without "Exception"; what this integration calls throttling isn't documented.
      errors: ['StepFunctions.ExecutionLimitExceeded', 'StepFunctions.ExecutionLimitExceededException', 'StepFunctions.ThrottlingException'],
      interval: Duration.seconds(1),
      backoffRate: 2,
      maxAttempts: 4,
      jitterStrategy: JitterType.FULL,
    });
    return task;
  }
}

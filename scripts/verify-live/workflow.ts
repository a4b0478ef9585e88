/** Express workflows: AWS makes the calls for which this project has no SDK client. They keep no history, and log nothing. */
import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Live } from './check';

export interface WorkflowTask {
  /** As in `arn:aws:states:::aws-sdk:SERVICE:ACTION`. */
  readonly resource: string;
  /** With JSONata on the input: `{% $states.input.x %}`. */
  readonly arguments: any;
  /** What the execution ends with. */
  readonly output: any;
}

export interface Workflow {
  readonly role: iam.Role;
  readonly machine: sfn.CfnStateMachine;
}

/** A workflow of one task, with a role for this account's workflows; output `<id>Arn`. */
export function addWorkflow(stack: Stack, id: string, task: WorkflowTask, permissions: readonly iam.PolicyStatement[]): Workflow {
  const role = new iam.Role(stack, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    inlinePolicies: permissions.length === 0 ? {} : { Task: new iam.PolicyDocument({ statements: [...permissions] }) },
  });
  const machine = new sfn.CfnStateMachine(stack, id, {
    roleArn: role.roleArn,
    stateMachineType: 'EXPRESS',
    definitionString: stack.toJsonString({
      QueryLanguage: 'JSONata',
      StartAt: 'Call',
      States: { Call: { Type: 'Task', Resource: `arn:${stack.partition}:states:::${task.resource}`, Arguments: task.arguments, Output: task.output, End: true } },
    }),
  });
  machine.node.addDependency(role);
  new CfnOutput(stack, `${id}Arn`, { value: machine.attrArn });
  return { role, machine };
}

export interface Ran {
  readonly output?: any;
  /** The error's name, with the service's prefix: `Sts.PackedPolicyTooLargeException`. */
  readonly error?: string;
  readonly cause?: string;
}

export async function runWorkflow({ clients }: Live, stateMachineArn: string, input: object): Promise<Ran> {
  const { status, output, error, cause } = await clients.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  if (status === 'SUCCEEDED') { return { output: JSON.parse(output ?? 'null') }; }
  return { error: error ?? status ?? 'unknown', cause };
}

/** As `runWorkflow`, and again while the workflow's new role isn't everywhere: IAM is eventually consistent. */
export async function runWhenReady(live: Live, stateMachineArn: string, input: object): Promise<Ran> {
  let ran = await runWorkflow(live, stateMachineArn, input);
  for (let attempt = 1; attempt < READY_ATTEMPTS && isNotReady(ran); attempt++) {
    await live.wait(READY_MS);
    ran = await runWorkflow(live, stateMachineArn, input);
  }
  return ran;
}

const READY_ATTEMPTS = 12;
const READY_MS = 5000;

const isNotReady = ({ error = '', cause = '' }: Ran) => /AccessDenied|not authorized/i.test(`${error} ${cause}`);

/** Stacks that the checks deploy and delete. */
import {
  CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, Stack as DeployedStack, UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { App, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Live, until } from './check';

const POLL_MS = 5000;
const MOST_MS = 15 * 60_000;

/** A template made with the CDK. Nothing of it is retained, and it needs no bootstrap and no assets. */
export function templateOf(build: (stack: Stack) => void): any {
  const app = new App({ analyticsReporting: false, context: { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-path-metadata': true } });
  const stack = new Stack(app, 'Verify', { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  build(stack);
  const template = app.synth({ validateOnSynthesis: true }).getStackArtifact(stack.artifactId).template;
  for (const resource of Object.values<any>(template.Resources)) {
    delete resource.DeletionPolicy;
    delete resource.UpdateReplacePolicy;
    delete resource.Metadata;
  }
  return template;
}

/** A stack of a check: registered for deletion before it is made. */
export class LiveStack {
  public static async create(live: Live, template: any): Promise<LiveStack> {
    const stack = new LiveStack(live, live.name);
    live.cleanup.add({
      what: `stack ${stack.name}`,
      command: `aws cloudformation delete-stack --stack-name ${stack.name} ${live.flags}`,
      undo: () => stack.delete(),
    });
    await live.clients.cloudFormation.send(new CreateStackCommand({ ...stack.request(template), OnFailure: 'DO_NOTHING' }));
    await stack.settled('CREATE_COMPLETE');
    return stack;
  }

  private constructor(private readonly live: Live, private readonly name: string) {}

  public async update(template: any): Promise<void> {
    await this.live.clients.cloudFormation.send(new UpdateStackCommand(this.request(template)));
    await this.settled('UPDATE_COMPLETE');
  }

  /** The value of an output; an error if there is none. */
  public async output(name: string): Promise<string> {
    const found = (await this.describe())?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    if (found === undefined) { throw new Error(`stack ${this.name} has no output '${name}'`); }
    return found;
  }

  private request(template: any) {
    return {
      StackName: this.name,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_NAMED_IAM' as const],
      Tags: [{ Key: 'break-glass-verify', Value: this.live.name }],
    };
  }

  private async settled(wanted: string): Promise<void> {
    const found = await until(this.live, MOST_MS, POLL_MS, async () => {
      const status = (await this.describe())?.StackStatus;
      return status?.endsWith('_IN_PROGRESS') ? undefined : status ?? 'GONE';
    });
    if (found !== wanted) { throw new Error(`stack ${this.name} is ${found ?? 'still in progress'}, not ${wanted}: ${await this.reason()}`); }
  }

  private async describe(): Promise<DeployedStack | undefined> {
    try {
      return (await this.live.clients.cloudFormation.send(new DescribeStacksCommand({ StackName: this.name }))).Stacks?.[0];
    } catch (error) {
      // CloudFormation has no error of its own for a stack that isn't there.
      if (/does not exist/.test((error as Error).message)) { return undefined; }
      throw error;
    }
  }

  private async reason(): Promise<string> {
    const { StackEvents = [] } = await this.live.clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName: this.name }));
    const first = [...StackEvents].reverse().find(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'));
    return first ? `${first.LogicalResourceId}: ${first.ResourceStatusReason ?? first.ResourceStatus}` : 'no resource failed';
  }

  private async delete(): Promise<void> {
    // By its id: a deleted stack is found by nothing else.
    const there = await this.describe();
    if (!there || there.StackStatus === 'DELETE_COMPLETE') { return; }
    await this.live.clients.cloudFormation.send(new DeleteStackCommand({ StackName: this.name }));
    const pause = { now: this.live.now, wait: this.live.cleanup.wait };
    const status = await until(pause, MOST_MS, POLL_MS, async () => {
      const now = (await this.describe())?.StackStatus ?? 'DELETE_COMPLETE';
      return now === 'DELETE_COMPLETE' || now === 'DELETE_FAILED' ? now : undefined;
    });
    if (status !== 'DELETE_COMPLETE') { throw new Error(`stack ${this.name} is ${status ?? 'still being deleted'}: ${await this.reason()}`); }
  }
}

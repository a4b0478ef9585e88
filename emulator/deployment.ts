import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, paginateListStackResources,
  Stack, UpdateStackCommand, ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { AwsClients, ClientConfiguration } from './clients';
import { extractCompletions, isCompletionOutput, physicalId, runCompletion } from './completion';
import { reduceTemplate, Template, TemplateChange } from './template';

const TIMEOUT_MS = 120_000;

export interface DeployOptions {
  readonly stackName: string;
  /** A synthesized CloudFormation template. It isn't changed. */
  readonly template: object;
  readonly region: string;
  readonly account: string;
}

export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface DeployResult {
  /** Empty if nothing of the template could be deployed. */
  readonly stackId: string;
  /** What the stack holds now. */
  readonly created: DeployedResource[];
  /** Resources and outputs of the template that aren't there, and why. */
  readonly leftOut: TemplateChange[];
  /** Resources that lost a part, since it needs one that was left out. */
  readonly adapted: TemplateChange[];
  /** What was finished with ordinary calls after the deployment. */
  readonly completed: TemplateChange[];
  readonly outputs: Record<string, string>;
}

/** Creates the stack, or updates the one of that name, and waits for the end. Notes in `missingExports` the exports that it left out. */
export async function deployStack(
  options: DeployOptions, clients: AwsClients, configuration: ClientConfiguration, missingExports: Set<string>,
): Promise<DeployResult> {
  const { stackName } = options;
  const original = options.template as Template;
  const unsupported = await unsupportedTypes(original, clients, configuration);
  // Before the reduction, so that what gets completed counts neither as unsupported nor as left out.
  const completable = structuredClone(original);
  const completions = extractCompletions(completable, unsupported);
  const finished = new Set(completions.filter((completion) => unsupported.has(completion.type)).map((completion) => completion.logicalId));
  for (const logicalId of finished) delete completable.Resources?.[logicalId];
  const reduced = reduceTemplate(completable, unsupported, missingExports);
  for (const name of reduced.missingExports) missingExports.add(name);

  // CloudFormation refuses a stack of nothing, and a stack of permission sets only comes to that.
  if (Object.keys(reduced.template.Resources ?? {}).length === 0) {
    return { stackId: '', created: [], leftOut: reduced.leftOut, adapted: [], completed: [], outputs: {} };
  }

  const before = await describe(clients, stackName);
  const call = {
    StackName: stackName,
    TemplateURL: await upload(reduced.template, configuration),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const],
  };
  let changed = true;
  if (before === undefined) {
    await clients.cloudFormation.send(new CreateStackCommand({ ...call, OnFailure: 'DO_NOTHING' }));
  } else {
    changed = await update(() => clients.cloudFormation.send(new UpdateStackCommand(call)));
  }
  const expected = before === undefined ? ['CREATE_COMPLETE'] : ['UPDATE_COMPLETE', ...(changed ? [] : [before.StackStatus ?? ''])];
  const stack = await settled(clients, stackName, expected);

  const outputs = new Map((stack?.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue ?? '']));
  const created = await resourcesOf(clients, stackName);
  const known = new Map([...outputs, ...created.map((resource): [string, string] => [physicalId(resource.logicalId), resource.physicalId])]);
  const leftOut = reduced.leftOut.filter((change) => !isCompletionOutput(change.logicalId));
  const completed: TemplateChange[] = [];
  for (const completion of completions) {
    const { logicalId, type, reason } = completion;
    if (await runCompletion(completion, clients, configuration, known)) completed.push({ logicalId, type, reason });
    else if (finished.has(logicalId)) leftOut.push({ logicalId, type, reason: 'depends on what was left out, or its condition is false' });
  }
  return {
    stackId: stack?.StackId ?? '',
    created,
    leftOut,
    adapted: reduced.adapted,
    completed,
    outputs: Object.fromEntries([...outputs].filter(([name]) => !isCompletionOutput(name))),
  };
}

/** Deletes the stack; what it retains stays. */
export async function destroyStack(clients: AwsClients, stackName: string): Promise<void> {
  const stack = await describe(clients, stackName);
  if (stack === undefined) return;
  await clients.cloudFormation.send(new DeleteStackCommand({ StackName: stackName }));
  await settled(clients, stack.StackId ?? stackName, ['DELETE_COMPLETE']);
}

/** Asks the emulator itself, so a release of it that learns a type needs no change here. */
async function unsupportedTypes(template: Template, clients: AwsClients, configuration: ClientConfiguration): Promise<Set<string>> {
  // A skeleton: the types without anything that could fail for another reason.
  const types = [...new Set(Object.values(template.Resources ?? {}).map((resource) => resource.Type))];
  const skeleton = { Resources: Object.fromEntries(types.map((Type, index) => [`Type${index}`, { Type }])) };
  try {
    await clients.cloudFormation.send(new ValidateTemplateCommand({ TemplateURL: await upload(skeleton, configuration) }));
    return new Set();
  } catch (error) {
    const listed = /Unrecognized resource types: \[([^\]]*)\]/.exec((error as Error).message);
    if (!listed) throw error;
    return new Set(listed[1].split(',').map((type) => type.trim()));
  }
}

/** A template in a request may have 51,200 bytes, in a bucket almost a megabyte. The emulator wants a credential but no signature. */
async function upload(template: Template, configuration: ClientConfiguration): Promise<string> {
  const account = configuration.credentials.accessKeyId;
  const bucket = `${configuration.endpoint}/embedded-aws-templates-${account}`;
  const headers = {
    'authorization': `AWS4-HMAC-SHA256 Credential=${account}/20000101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none`,
    'content-type': 'application/json',
  };
  // Repeatable: in us-east-1 creating one's own bucket again is no error.
  await put(bucket, headers, '');
  // A name of its own each time, as stacks may be deployed side by side.
  const url = `${bucket}/${randomUUID()}.json`;
  await put(url, headers, JSON.stringify(template));
  return url;
}

async function put(url: string, headers: Record<string, string>, body: string): Promise<void> {
  const answer = await fetch(url, { method: 'PUT', headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The emulator refused ${url}: ${answer.status} ${text}`);
}

async function update(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if ((error as Error).message.includes('No updates are to be performed')) return false;
    throw error;
  }
}

async function describe(clients: AwsClients, stackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks: [stack] = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    return stack;
  } catch (error) {
    if ((error as Error).message.includes('does not exist')) return undefined;
    throw error;
  }
}

async function settled(clients: AwsClients, stackName: string, expected: string[]): Promise<Stack | undefined> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const stack = await describe(clients, stackName);
    const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
    if (expected.includes(status)) return stack;
    const over = !status.endsWith('_IN_PROGRESS');
    if (over || Date.now() > deadline) {
      throw new Error(`Stack ${stackName} ${over ? 'ended in' : 'still is in'} ${status}:\n${await events(clients, stackName)}`);
    }
    await sleep(25);
  }
}

async function events(clients: AwsClients, stackName: string): Promise<string> {
  const { StackEvents = [] } = await clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackName }));
  return StackEvents.reverse()
    .map((event) => `  ${event.ResourceStatus} ${event.ResourceType} ${event.LogicalResourceId} ${event.ResourceStatusReason ?? ''}`.trimEnd())
    .join('\n');
}

async function resourcesOf(clients: AwsClients, stackName: string): Promise<DeployedResource[]> {
  const found: DeployedResource[] = [];
  for await (const page of paginateListStackResources({ client: clients.cloudFormation }, { StackName: stackName })) {
    for (const { LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
      if (ResourceStatus?.startsWith('DELETE_')) continue;
      found.push({ logicalId: LogicalResourceId ?? '', type: ResourceType ?? '', physicalId: PhysicalResourceId ?? '' });
    }
  }
  return found;
}

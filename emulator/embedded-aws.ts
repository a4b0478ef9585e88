import { Authorizer } from './authorizer/authorizer';
import { AwsClients, ClientConfiguration, clientConfiguration, createClients, destroyClients } from './clients';
import { DeployOptions, DeployResult, deployStack, destroyStack } from './deployment';
import { Inventory, takeInventory } from './inventory';
import { EmulatorOptions, EmulatorProcess } from './process';
import { Workbench } from './workbench';

export * from './authorizer/authorizer';
export * from './clients';
export * from './inventory';
export * from './inventory-iam';
export type { DeployedResource, DeployOptions, DeployResult } from './deployment';
export type { EmulatorOptions } from './process';
export type { TemplateChange } from './template';
export * from './workbench';

// The notice about the Node version is for people who run the SDK, not for people who watch a demo.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/**
 * An AWS in a box: an emulator on this machine that deploys synthesized templates for real, into as many accounts and Regions as wanted.
 * Everything lives in memory and is gone after `stop`.
 */
export class EmbeddedAws {
  public static async start(options: EmulatorOptions = {}): Promise<EmbeddedAws> {
    const authorizer = options.workbench ? await Authorizer.start() : undefined;
    try {
      return new EmbeddedAws(await EmulatorProcess.start(options, authorizer?.endpoint), authorizer);
    } catch (error) {
      await authorizer?.stop();
      throw error;
    }
  }

  private readonly open = new Map<string, AwsClients>();
  private readonly missingExports = new Map<string, Set<string>>();

  private constructor(private readonly emulator: EmulatorProcess, private readonly decider?: Authorizer) {}

  /** Where the emulator listens. */
  public get endpoint(): string {
    return this.emulator.endpoint;
  }

  /** What the emulator prints, until `stop`. */
  public get logFile(): string {
    return this.emulator.logFile;
  }

  /** The workbench, if `start` was asked for it. */
  public get workbench(): Workbench {
    if (this.emulator.controlEndpoint === undefined) throw new Error('The emulator was started without its workbench: start({ workbench: true })');
    return new Workbench(this.emulator.controlEndpoint);
  }

  /** Who decides what workflows, schedules, rules and the API may do: what it refused, and what it was needed for. */
  public get authorizer(): Authorizer {
    if (this.decider === undefined) throw new Error('Without its workbench the emulator asks nobody who may: start({ workbench: true })');
    return this.decider;
  }

  /** Makes it as empty as it was after `start`, which takes much longer. */
  public async reset(): Promise<void> {
    // The executions end first: what they would still do must not come into the empty one.
    if (this.emulator.controlEndpoint !== undefined) await this.workbench.reset();
    const answer = await fetch(`${this.endpoint}/_ministack/reset`, { method: 'POST' });
    if (!answer.ok) throw new Error(`The emulator can't be emptied: ${answer.status} ${await answer.text()}`);
    this.missingExports.clear();
    this.decider?.clear();
  }

  public async stop(): Promise<void> {
    for (const clients of this.open.values()) destroyClients(clients);
    this.open.clear();
    await this.emulator.stop();
    await this.decider?.stop();
  }

  /** Creates the stack, or updates it if it is there, without what the emulator lacks; the result says what that was. */
  public async deploy(options: DeployOptions): Promise<DeployResult> {
    const { account, region } = options;
    const place = `${account}/${region}`;
    const missing = this.missingExports.get(place) ?? new Set<string>();
    this.missingExports.set(place, missing);
    return deployStack(options, this.clients(account, region), this.configuration(account, region), missing);
  }

  /** Deletes the stack and waits for it. Resources with a retaining deletion policy stay. */
  public async destroy(options: { readonly stackName: string; readonly account: string; readonly region: string }): Promise<void> {
    await destroyStack(this.clients(options.account, options.region), options.stackName);
  }

  /** The SDK clients of an account and Region, made once. `stop` closes them. */
  public clients(account: string, region: string): AwsClients {
    const place = `${account}/${region}`;
    const clients = this.open.get(place) ?? createClients(this.configuration(account, region));
    this.open.set(place, clients);
    return clients;
  }

  /** For clients of services that `clients` doesn't have. */
  public configuration(account: string, region: string): ClientConfiguration {
    return clientConfiguration(this.endpoint, account, region);
  }

  /** Users, break-glass roles, own policies, and the account's alarm path. */
  public async inventory(account: string, region: string): Promise<Inventory> {
    return takeInventory(this.clients(account, region));
  }
}

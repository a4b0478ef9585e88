import { Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Deployed } from './deployed';
import { methodsOf } from './gateway';
import { outputIntrinsics } from './intrinsics';
import { DeployOptions, EmbeddedAws, Workbench } from '../embedded-aws';

export * from './deployed';

const ACCOUNT = '111111111111';
const REGION = 'eu-central-1';
// Shortens the waits between retries.
const RETRY_SCALE = 0.02;

/** An embedded AWS with its workbench. Tests share what they deploy. */
export class Bench {
  /**
   * From now on a bench that stops leaves its emulator, emptied, to the one that starts next: the start of an emulator takes longer than
   * many a test. What comes back ends this.
   */
  public static reuse(): () => Promise<void> {
    Bench.reusing = true;
    return async () => {
      Bench.reusing = false;
      await Bench.idle?.stop();
      Bench.idle = undefined;
    };
  }

  public static async start(): Promise<Bench> {
    const aws = Bench.idle ?? await EmbeddedAws.start({ workbench: true });
    Bench.idle = undefined;
    const bench = new Bench(aws, aws.workbench);
    await bench.workbench.clock.retryScale(RETRY_SCALE);
    return bench;
  }

  private static reusing = false;
  private static idle?: EmbeddedAws;

  private readonly deployed: Deployed[] = [];

  private constructor(public readonly aws: EmbeddedAws, public readonly workbench: Workbench) {}

  public get faults() { return this.workbench.faults; }
  public get calls() { return this.workbench.calls; }
  public get clock() { return this.workbench.clock; }

  /** Deploys the stack into its own account and Region, or into the bench's if it has none. */
  public async deploy(stack: Stack): Promise<Deployed> {
    const account = Token.isUnresolved(stack.account) ? ACCOUNT : stack.account;
    const region = Token.isUnresolved(stack.region) ? REGION : stack.region;
    return this.deployTemplate({ stackName: stack.stackName, template: Template.fromStack(stack).toJSON(), account, region });
  }

  /** Deploys what was synthesized before. */
  public async deployTemplate({ template: synthesized, ...place }: DeployOptions): Promise<Deployed> {
    const template = structuredClone(synthesized) as Record<string, any>;
    const resolve = outputIntrinsics(template);
    const result = await this.aws.deploy({ ...place, template });
    const methods = methodsOf(template).map((method) => ({
      ...method,
      // A value that the emulator lacks fails when it is used, not at deployment.
      get properties() { return { ...method.properties, Integration: resolve(method.properties.Integration, result.outputs) }; },
    }));
    const { account, region } = place;
    const deployed = new Deployed({
      account, region, aws: this.aws, workbench: this.workbench, template, result, methods, resolve: (value) => resolve(value, result.outputs),
    });
    this.deployed.push(deployed);
    return deployed;
  }

  public async stop(): Promise<void> {
    for (const deployed of this.deployed) deployed.destroy();
    if (!Bench.reusing || Bench.idle) return this.aws.stop();
    try {
      await this.aws.reset();
      Bench.idle = this.aws;
    } catch (error) {
      await this.aws.stop();
      throw error;
    }
  }
}

import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { SynthesizedStack } from 'cdk-break-glass/internal';

/** The stacks of a cloud assembly, as the claims look at them. */
export function stacksOf(assembly: CloudAssembly): SynthesizedStack[] {
  return assembly.stacks.map((stack) => ({
    name: stack.stackName, account: stack.environment.account, region: stack.environment.region, template: stack.template,
  }));
}

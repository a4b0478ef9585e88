import { existsSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { SynthesizedStack } from './resolve';

/** Stands for the account of stacks that are synthesized for whichever account deploys them. No template names it. */
export const ANY_ACCOUNT = '000000000000';
/** Stands for the Region of such stacks. */
export const ANY_REGION = 'us-east-1';

/** A stack of an assembly, before its template is read. */
type StackFile = Omit<SynthesizedStack, 'template'>;

/**
 * The stacks of a cloud assembly on disk, those of its stages included.
 *
 * It reads what has been the same in every version of the assembly's schema: artifacts of stacks and of nested assemblies.
 * A newer schema is therefore no reason to refuse it.
 *
 * @param directory the output directory of a synthesis, `cdk.out`
 * @param wanted whether to read the template of a stack; all by default
 */
export function readAssembly(directory: string, wanted: (stack: StackFile) => boolean = () => true): SynthesizedStack[] {
  const file = join(directory, 'manifest.json');
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(`${directory} is not a directory; synthesize the app first ('cdk synth'), and name its output directory`);
  }
  if (!existsSync(file)) {
    throw new Error(`${directory} is not a cloud assembly: it holds no manifest.json; name the output directory of 'cdk synth', usually cdk.out`);
  }
  const { artifacts = {} } = json(file);
  return Object.entries<any>(artifacts).flatMap(([id, { type, environment, properties = {}, displayName }]) => {
    if (type === 'cdk:cloud-assembly') { return readAssembly(join(directory, properties.directoryName), wanted); }
    if (type !== 'aws:cloudformation:stack') { return []; }
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
    const stack: StackFile = {
      name: properties.stackName ?? id,
      account: account && account !== 'unknown-account' ? account : ANY_ACCOUNT,
      region: region && region !== 'unknown-region' ? region : ANY_REGION,
      directory,
      templateFile: properties.templateFile,
      displayName: displayName ?? id,
    };
    return wanted(stack) ? [{ ...stack, template: json(join(directory, properties.templateFile)) }] : [];
  });
}

/** Reads the templates of an assembly as texts, one after the other: together they may not fit into memory. */
export function eachTemplate(directory: string, take: (stack: StackFile & { readonly text: string }) => void): void {
  readAssembly(directory, (stack) => {
    take({ ...stack, text: textOf(join(stack.directory!, stack.templateFile!)) });
    return false;
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} can't be read, but the cloud assembly names it; synthesize the app again`);
  }
}

function json(file: string): any {
  const text = textOf(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}

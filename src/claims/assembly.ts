import { existsSync, readFileSync, statSync } from 'fs';
import { join, relative, sep } from 'path';
import { SynthesizedStack } from './resolve';

/** Stands for the account of stacks that are synthesized for whichever account deploys them. No template names it. */
export const ANY_ACCOUNT = '000000000000';
/** Stands for the Region of such stacks. */
export const ANY_REGION = 'us-east-1';

/** A stack of an assembly, before its template is read. */
type StackFile = Omit<SynthesizedStack, 'template'>;

/**
 * The stacks of a cloud assembly on disk, those of its stages and the nested ones included.
 *
 * It reads what has been the same in every version of the assembly's schema: artifacts of stacks, of their assets and of nested
 * assemblies. A newer schema is therefore no reason to refuse it.
 *
 * Errors: a directory that holds no assembly; a file of it that is missing or isn't what the assembly says. A nested stack whose
 * template can't be read is no error: a claim is about it.
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
  const artifacts = Object.entries<any>(json(file).artifacts ?? {});
  const assets = new Assets(directory, artifacts.filter(([, artifact]) => artifact?.type === 'cdk:asset-manifest').map(([, { properties }]) => properties?.file));
  return artifacts.flatMap(([id, artifact]) => {
    const { type, environment, properties, displayName } = artifact ?? {};
    const named = (property: string) => pathIn(directory, properties, property, `${file}: the artifact ${id}`);
    if (type === 'cdk:cloud-assembly') { return readAssembly(named('directoryName'), wanted); }
    if (type !== 'aws:cloudformation:stack') { return []; }
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
    const templateFile = named('templateFile');
    const stack: StackFile = {
      name: properties.stackName ?? id,
      account: account && account !== 'unknown-account' ? account : ANY_ACCOUNT,
      ...region && region !== 'unknown-region' ? { region } : { region: ANY_REGION, regionAssumed: true },
      directory,
      templateFile: properties.templateFile,
      displayName: displayName ?? id,
    };
    return wanted(stack) ? withNested({ ...stack, template: json(templateFile) }, assets, []) : [];
  });
}

/** The stack, and those that are nested in it, in theirs and so on. */
function withNested(stack: SynthesizedStack, assets: Assets, above: readonly string[]): SynthesizedStack[] {
  const path = [...above, stack.templateFile!];
  return [stack, ...Object.entries<any>(stack.template?.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const templateFile = resource?.Type === 'AWS::CloudFormation::Stack' ? assets.templateOf(resource) : undefined;
    const template = templateFile === undefined || path.includes(templateFile) ? undefined : read(join(stack.directory!, templateFile));
    if (template === undefined) { return []; }
    return withNested({
      ...stack,
      name: `${stack.name}/${logicalId}`,
      template,
      templateFile,
      displayName: resource.Metadata?.['aws:cdk:path'] ?? `${stack.displayName}/${logicalId}`,
      nested: { templateFile: stack.templateFile!, logicalId },
    }, assets, path);
  })];
}

/** The files of an assembly that a deployment publishes, by the name that they get in their bucket. */
class Assets {
  private readonly paths = new Map<string, string>();

  constructor(directory: string, manifests: readonly any[]) {
    for (const manifest of manifests) {
      const files = typeof manifest === 'string' ? read(join(directory, manifest))?.files : undefined;
      for (const { source, destinations } of Object.values<any>(files ?? {})) {
        for (const destination of Object.values<any>(destinations ?? {})) {
          if (typeof source?.path === 'string' && /[0-9a-f]{32}/.test(destination?.objectKey)) { this.paths.set(destination.objectKey, source.path); }
        }
      }
    }
  }

  /** File of a nested stack's template: what its URL leads to, since that is deployed; with older synthesizers what CDK noted. */
  public templateOf({ Properties, Metadata }: any): string | undefined {
    const url = JSON.stringify(Properties?.TemplateURL ?? '');
    const published = [...this.paths].find(([key]) => url.includes(key));
    const noted = Metadata?.['aws:asset:property'] === 'TemplateURL' ? Metadata['aws:asset:path'] : undefined;
    return published?.[1] ?? (typeof noted === 'string' && !/[0-9a-f]{64}/.test(url) ? noted : undefined);
  }
}

function nameIn(properties: any, property: string, artifact: string): string {
  const name = properties?.[property];
  if (typeof name !== 'string') { throw new Error(`${artifact} names no '${property}'; synthesize the app again`); }
  return name;
}

/** An assembly is read in its own folder only: one that names itself would be read without end, and one that leaves its folder reads other files. */
function pathIn(directory: string, properties: any, property: string, artifact: string): string {
  const name = nameIn(properties, property, artifact);
  const path = join(directory, name);
  const inside = relative(directory, path);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new Error(`${artifact} names '${name}' as its '${property}', which isn't inside ${directory}; synthesize the app again`);
  }
  return path;
}

/**
 * Reads the templates of an assembly as texts, one after the other: together they may not fit into memory. Nested stacks are left out: the
 * text of their parent holds the hash of theirs.
 */
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) { throw new Error(`${file} is not a JSON object; synthesize the app again`); }
  return value;
}

/** Like `json`, for files that are no reason to refuse the assembly. */
function read(file: string): any {
  try {
    return json(file);
  } catch {
    return undefined;
  }
}

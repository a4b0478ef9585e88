import { existsSync, statSync } from 'fs';
import { join } from 'path';
import { parsed, pathIn, Read, textOf } from './assembly-files';
import { Deployment } from './deployment';
import { NestedTemplates } from './nested-templates';
import { pathOf, Resolver, SynthesizedStack } from './resolve';
import { SharedTexts } from './shared-texts';

/** Stands for the account of stacks that are synthesized for whichever account deploys them. No template names it. */
export const ANY_ACCOUNT = '000000000000';
/** Stands for the Region of such stacks. */
export const ANY_REGION = 'us-east-1';

/** A stack of an assembly, before its template is read. */
type StackFile = Omit<SynthesizedStack, 'template' | 'repeatedKeys'>;

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
 * @param texts texts that were read before
 */
export function readAssembly(
  directory: string, wanted: (stack: StackFile) => boolean = () => true, texts: TemplateTexts = new TemplateTexts(0),
): SynthesizedStack[] {
  const stacks = stacksIn(directory, wanted, texts, new Deployment(directory));
  // Templates of a thousand accounts say nearly the same.
  const shared = new SharedTexts();
  for (const { template } of stacks) { shared.share(template); }
  return stacks;
}

function stacksIn(directory: string, wanted: (stack: StackFile) => boolean, texts: TemplateTexts, deployment: Deployment): SynthesizedStack[] {
  const file = join(directory, 'manifest.json');
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(`${directory} is not a directory; synthesize the app first ('cdk synth'), and name its output directory`);
  }
  if (!existsSync(file)) {
    throw new Error(`${directory} is not a cloud assembly: it holds no manifest.json; name the output directory of 'cdk synth', usually cdk.out`);
  }
  const artifacts = Object.entries<any>(deployment.manifest(directory).artifacts ?? {});
  const templates = new NestedTemplates(directory, artifacts.map(([, artifact]) => artifact), deployment);
  return artifacts.flatMap(([id, artifact]) => {
    const { type, environment, properties, displayName } = artifact ?? {};
    const named = (property: string) => pathIn(directory, properties, property, `${file}: the artifact ${id}`);
    if (type === 'cdk:cloud-assembly') { return stacksIn(named('directoryName'), wanted, texts, deployment); }
    if (type !== 'aws:cloudformation:stack') { return []; }
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
    const templateFile = named('templateFile');
    const isPlaced = [account, region].every((part) => part !== undefined && !part.startsWith('unknown-'));
    const place = {
      name: properties.stackName ?? id,
      account: account && account !== 'unknown-account' ? account : ANY_ACCOUNT,
      ...region && region !== 'unknown-region' ? { region } : { region: ANY_REGION, regionAssumed: true },
    };
    const doubts = deployment.doubts(directory, id, artifact, place, isPlaced);
    const stack: StackFile = {
      ...place,
      ...(doubts.length > 0 ? { doubts } : {}),
      directory,
      templateFile: properties.templateFile,
      displayName: displayName ?? id,
    };
    return wanted(stack) ? withNested({ ...stack, ...parsed(templateFile, texts.take(templateFile)) }, templates) : [];
  });
}

/** More stacks than CloudFormation nests: a template that nests others several times, and so on, would never end. */
const MOST_NESTED = 2500;

/** The stack, and those that are nested in it, in theirs and so on. */
function withNested(stack: SynthesizedStack, templates: NestedTemplates): SynthesizedStack[] {
  const found = [stack];
  const add = (outer: SynthesizedStack, resolver: Resolver, above: readonly string[]): void => {
    for (const [logicalId, resource] of Object.entries<any>(outer.template?.Resources ?? {})) {
      if (resource?.Type !== 'AWS::CloudFormation::Stack' || found.length > MOST_NESTED) { continue; }
      const templateFile = templates.fileOf(resolver.resolve(resource.Properties?.TemplateURL), outer);
      const read = templateFile === undefined || above.includes(templateFile) ? undefined : templateIn(join(outer.directory!, templateFile));
      if (read === undefined) { continue; }
      const inner: SynthesizedStack = {
        ...outer,
        repeatedKeys: undefined,
        doubts: undefined,
        ...read,
        name: `${outer.name}/${logicalId}`,
        templateFile,
        displayName: resource.Metadata?.['aws:cdk:path'] ?? `${outer.displayName}/${logicalId}`,
        nested: { within: pathOf(outer), logicalId },
      };
      found.push(inner);
      add(inner, templates.resolver(inner, { resolver, nesting: resource }), [...above, templateFile!]);
    }
  };
  add(stack, templates.resolver(stack), [stack.templateFile!]);
  return found;
}

/** A nested template; undefined where it can't be read. */
function templateIn(file: string): Read | undefined {
  try {
    return parsed(file, textOf(file));
  } catch {
    return undefined;
  }
}

/**
 * Reads the templates of an assembly as texts, one after the other: together they may not fit into memory. Nested stacks are left out: the
 * text of their parent holds the hash of theirs.
 */
export function eachTemplate(
  directory: string, take: (stack: StackFile & { readonly text: string }) => void, texts: TemplateTexts = new TemplateTexts(0),
): void {
  readAssembly(directory, (stack) => {
    const file = join(stack.directory!, stack.templateFile!);
    // A stack about which there is a doubt is like no other.
    take({ ...stack, text: texts.read(file) + (stack.doubts === undefined ? '' : JSON.stringify([file, stack.name, stack.doubts])) });
    return false;
  });
}

/** Texts of templates that are kept for a second look at them, as long as they are short together. */
export class TemplateTexts {
  private readonly kept = new Map<string, string>();
  private length = 0;

  /** @param most characters that are kept at most */
  constructor(private readonly most = 64_000_000) {}

  public read(file: string): string {
    const text = textOf(file);
    this.length += text.length;
    if (this.length <= this.most) { this.kept.set(file, text); } else { this.kept.clear(); }
    return text;
  }

  /** The text, which is then kept no longer. */
  public take(file: string): string {
    const text = this.kept.get(file) ?? textOf(file);
    this.kept.delete(file);
    return text;
  }
}

import { join, relative } from 'path';
import { manifestIn, pathIn, textOf } from './assembly-files';
import { groupedBy } from './grouped-by';
import { repeatedKeys } from './repeated-keys';
import { SynthesizedStack } from './resolve';

/** A stack, before its template is read. */
type Place = Pick<SynthesizedStack, 'account' | 'region'>;

/** A file that a deployment publishes: where, and from which file; without one, a command or an archive makes it. */
interface Published {
  readonly bucket: string;
  readonly key: string;
  readonly file?: string;
}

/** A stack that a deployment makes. */
interface Made {
  readonly environment: unknown;
  readonly name: unknown;
  readonly label: string;
}

/** What a deployment does with the files of an assembly and of its stages: it publishes some, and makes stacks of templates. */
export class Deployment {
  private readonly manifests = new Map<string, any>();
  private readonly published: ReadonlyMap<string, readonly Published[]>;
  private readonly made: ReadonlyMap<string, readonly Made[]>;

  /** @param root where the assembly is */
  constructor(private readonly root: string) {
    const [files, stacks]: [Published[], Made[]] = [[], []];
    this.read(root, files, stacks);
    this.published = groupedBy(files, ({ key }) => (key.includes('${') ? '' : key));
    this.made = groupedBy(stacks, ({ name }) => String(name));
  }

  /** The manifest of an assembly or stage. */
  public manifest(directory: string): any {
    const file = join(directory, 'manifest.json');
    return this.manifests.get(file) ?? manifestIn(file);
  }

  /** The one file that stands at a place in S3; undefined if there is none, or if it isn't told which. */
  public fileAt(bucket: string, key: string, stack: Place): string | undefined {
    const [first, ...others] = this.filesAt(bucket, key, stack);
    return first?.file !== undefined && others.every(({ file }) => sameText(first.file!, file)) ? first.file : undefined;
  }

  /** Why the template that was read may not be what is deployed as this stack. */
  public doubts(directory: string, id: string, artifact: any, stack: Place & Pick<SynthesizedStack, 'name'>, isPlaced: boolean): string[] {
    const { properties = {}, environment } = artifact;
    const label = this.labelOf(directory, id);
    const others = isPlaced ? this.made.get(String(stack.name)) ?? [] : [];
    const namesakes = others.filter((other) => other.label !== label && mayBeIn(other.environment, environment));
    return [
      ...this.doubtsOfTemplate(properties.stackTemplateAssetObjectUrl, join(directory, properties.templateFile), stack),
      ...(isPlaced ? ['assumeRoleArn', 'cloudFormationExecutionRoleArn'].flatMap((role) => ofAnotherAccount(role, properties[role], stack)) : []),
      ...namesakes.map((other) => `the stack ${stack.name} ${other.environment === environment ? 'is' : 'may be'} deployed twice to account ${stack.account}, `
        + `the other time as ${other.label}: the later one replaces the first`),
    ];
  }

  private doubtsOfTemplate(url: unknown, templateFile: string, stack: Place): string[] {
    // Older synthesizers leave it to the deployment to publish the template.
    if (url === undefined) { return []; }
    const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(String(url)) ?? [];
    const files = bucket === undefined ? [] : this.filesAt(bucket, key, stack);
    if (files.length === 0) { return [`the stack is deployed from ${url}, and no file of the assembly is published there`]; }
    return files.filter(({ file }) => !sameText(templateFile, file))
      .map(({ file }) => `the stack is deployed from ${url}, where ${file === undefined ? 'the output of a command or an archive' : relative(this.root, file)} is published`);
  }

  private labelOf(directory: string, id: string): string {
    return relative(this.root, join(directory, id));
  }

  private filesAt(bucket: string, key: string, stack: Place): Published[] {
    const place = placed(`${bucket} ${key}`, stack);
    return [...this.published.get(key.includes('${') ? '' : key) ?? [], ...this.published.get('') ?? []]
      .filter((one) => placed(`${one.bucket} ${one.key}`, stack) === place);
  }

  private read(directory: string, files: Published[], stacks: Made[]): void {
    const file = join(directory, 'manifest.json');
    try {
      this.manifests.set(file, manifestIn(file));
    } catch {
      // Who reads its stacks says so.
      return;
    }
    for (const [id, artifact] of Object.entries<any>(this.manifests.get(file).artifacts ?? {})) {
      const { type, environment, properties } = artifact ?? {};
      if (type === 'cdk:asset-manifest') { files.push(...publishedBy(directory, objectIn(directory, properties?.file)?.files)); }
      if (type === 'aws:cloudformation:stack') { stacks.push({ environment, name: properties?.stackName ?? id, label: this.labelOf(directory, id) }); }
      if (type === 'cdk:cloud-assembly') {
        const stage = stageIn(directory, properties);
        if (stage !== undefined) { this.read(stage, files, stacks); }
      }
    }
  }
}

/** Whether a stack lands in a place: one without an account or a Region does wherever its deployment is. */
function mayBeIn(environment: unknown, place: unknown): boolean {
  const parts = (text: unknown) => /^aws:\/\/([^/]+)\/(.+)$/.exec(String(text ?? ''))?.slice(1) ?? ['unknown-account', 'unknown-region'];
  const there = parts(place);
  return parts(environment).every((part, index) => part === there[index] || part.startsWith('unknown-'));
}

/** An object in a file of the assembly; undefined where none can be read. */
export function objectIn(directory: string, file: unknown): any {
  try {
    const text = typeof file === 'string' ? textOf(join(directory, file)) : 'null';
    const value = JSON.parse(text);
    return repeatedKeys(text).length === 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

function stageIn(directory: string, properties: any): string | undefined {
  try {
    return pathIn(directory, properties, 'directoryName', directory);
  } catch {
    return undefined;
  }
}

function publishedBy(directory: string, entries: any): Published[] {
  return Object.values<any>(entries ?? {}).flatMap((entry) => Object.values<any>(entry?.destinations ?? {})
    .filter((place) => typeof place?.bucketName === 'string' && typeof place.objectKey === 'string')
    .map(({ bucketName, objectKey }) => ({ bucket: bucketName, key: objectKey, file: fileOf(directory, entry.source) })));
}

/** The file of an asset's source, if it is published as it is. */
export function fileOf(directory: string, source: any): string | undefined {
  return typeof source?.path === 'string' && source.packaging === 'file' && source.executable === undefined ? join(directory, source.path) : undefined;
}

/** Stages may publish equal files. */
function sameText(one: string, other: string | undefined): boolean {
  if (other === undefined || one === other) { return other !== undefined; }
  try {
    return textOf(one) === textOf(other);
  } catch {
    return false;
  }
}

/** A deployment is made in the account of the role with which it is made. */
function ofAnotherAccount(property: string, arn: unknown, { account }: Place): string[] {
  const [, other] = /:iam::(\d{12}):/.exec(String(arn)) ?? [];
  return other === undefined || other === account ? [] : [`${property} is a role of account ${other}, and the stack is read as one of account ${account}`];
}

/** Bucket and key with the place of the stack written in. */
export function placed(place: string, { account, region }: Place): string {
  return place.replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region).replaceAll('${AWS::Partition}', 'aws');
}

import { readFileSync } from 'fs';
import { join } from 'path';
import { repeatedKeys } from './repeated-keys';
import { Resolver, Surroundings, SynthesizedStack } from './resolve';

/** Where S3 has an object, as CDK writes it into the URL of a nested stack's template. Nothing may follow the key. */
const URL_OF_OBJECT = /^https:\/\/s3\.[a-z0-9-]+\.amazonaws\.com\/([^/]+)\/(.+)$/;

/** What leads to another object than the text says. */
const AMBIGUOUS = /[?#%\\]|(^|\/)\.{0,2}(\/|$)/;

/** The templates of nested stacks: the files that a deployment publishes, by their bucket and key. */
export class NestedTemplates {
  private readonly published = new Map<string, Set<string>>();
  /** Of the older synthesizer: names of the parameters by which a deployment tells bucket and key. */
  private readonly parameters = new Map<string, string>();

  /**
   * @param directory where the assembly is
   * @param artifacts artifacts of its manifest
   */
  constructor(private readonly directory: string, artifacts: readonly any[]) {
    for (const { type, properties, metadata, additionalMetadataFile } of artifacts.map((artifact) => artifact ?? {})) {
      if (type === 'cdk:asset-manifest') { this.readManifest(this.read(properties?.file)?.files); }
      if (type === 'aws:cloudformation:stack') { [metadata, this.read(additionalMetadataFile)].forEach((some) => this.readMetadata(some)); }
    }
  }

  /** File of the template that the URL of a nested stack leads to; undefined where it is none of the assembly. */
  public fileOf(url: unknown, stack: Omit<SynthesizedStack, 'template'>): string | undefined {
    const [, bucket, key = ''] = (typeof url === 'string' ? URL_OF_OBJECT.exec(url) : undefined) ?? [];
    if (bucket === undefined || AMBIGUOUS.test(key)) { return undefined; }
    const files = [...this.published].filter(([place]) => placed(place, stack) === `${bucket} ${key}`).flatMap(([, some]) => [...some]);
    // A key that two files have is that of the one that was published first.
    return new Set(files).size === 1 ? files[0] : undefined;
  }

  /** The resolver of a stack, as far as the URLs of its nested stacks need it. */
  public resolver(stack: SynthesizedStack, parent?: { readonly resolver: Resolver; readonly nesting: any }): Resolver {
    const parameter = (name: string) => {
      const passed = parent?.nesting?.Properties?.Parameters?.[name];
      return parent ? passed === undefined ? undefined : parent.resolver.resolve(passed) : this.parameters.get(name);
    };
    const surroundings: Surroundings = { parameter, output: () => undefined, imported: () => undefined };
    return new Resolver(stack, surroundings);
  }

  private readManifest(files: any): void {
    for (const entry of Object.values<any>(files ?? {})) {
      for (const destination of Object.values<any>(entry?.destinations ?? {})) {
        this.add(destination?.bucketName, destination?.objectKey, entry?.source);
      }
    }
  }

  private readMetadata(metadata: any): void {
    for (const { type, data } of Object.values<any>(metadata ?? {}).flat().map((entry) => entry ?? {})) {
      if (type !== 'aws:cdk:asset' || typeof data?.s3BucketParameter !== 'string' || typeof data.s3KeyParameter !== 'string') { continue; }
      this.parameters.set(data.s3BucketParameter, `bucket-of-${data.id}`);
      this.parameters.set(data.s3KeyParameter, `key-of-${data.id}||`);
      this.add(`bucket-of-${data.id}`, `key-of-${data.id}`, data);
    }
  }

  private add(bucket: unknown, key: unknown, source: any): void {
    if (typeof bucket !== 'string' || typeof key !== 'string' || typeof source?.path !== 'string' || source.packaging !== 'file') { return; }
    const place = `${bucket} ${key}`;
    this.published.set(place, (this.published.get(place) ?? new Set()).add(source.path));
  }

  private read(file: unknown): any {
    try {
      const text = typeof file === 'string' ? readFileSync(join(this.directory, file), 'utf8') : 'null';
      const value = JSON.parse(text);
      return repeatedKeys(text).length === 0 ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Bucket and key with the place of the stack written in. */
function placed(place: string, { account, region }: Omit<SynthesizedStack, 'template'>): string {
  return place.replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region).replaceAll('${AWS::Partition}', 'aws');
}

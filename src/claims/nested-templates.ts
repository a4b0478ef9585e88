import { relative } from 'path';
import { Deployment, fileOf, objectIn } from './deployment';
import { Resolver, Surroundings, SynthesizedStack } from './resolve';

/** Where S3 has an object, as CDK writes it into the URL of a nested stack's template. Nothing may follow the key. */
const URL_OF_OBJECT = /^https:\/\/s3\.[a-z0-9-]+\.amazonaws\.com\/([^/]+)\/(.+)$/;

/** What leads to another object than the text says. */
const AMBIGUOUS = /[?#%\\]|(^|\/)\.{0,2}(\/|$)/;

/** The templates of nested stacks: the files that a deployment publishes, by their bucket and key. */
export class NestedTemplates {
  /** Of the older synthesizer: files by their parameters; undefined is what no file is. */
  private readonly published = new Map<string, Set<string | undefined>>();
  /** Of the older synthesizer: names of the parameters by which a deployment tells bucket and key. */
  private readonly parameters = new Map<string, string>();

  /**
   * @param directory where the assembly is
   * @param artifacts artifacts of its manifest
   * @param deployment what is published of the assembly and its stages
   */
  constructor(private readonly directory: string, artifacts: readonly any[], private readonly deployment: Deployment) {
    for (const { type, metadata, additionalMetadataFile } of artifacts.map((artifact) => artifact ?? {})) {
      if (type === 'aws:cloudformation:stack') { [metadata, objectIn(directory, additionalMetadataFile)].forEach((some) => this.readMetadata(some)); }
    }
  }

  /** File of the template that the URL of a nested stack leads to; undefined where it is none of the assembly. */
  public fileOf(url: unknown, stack: Omit<SynthesizedStack, 'template'>): string | undefined {
    const [, bucket, key = ''] = (typeof url === 'string' ? URL_OF_OBJECT.exec(url) : undefined) ?? [];
    if (bucket === undefined || AMBIGUOUS.test(key)) { return undefined; }
    const [ofParameters, ...others] = this.published.get(`${bucket} ${key}`) ?? [];
    // A key that two files have is that of the one that was published first.
    const file = others.length > 0 ? undefined : ofParameters ?? this.deployment.fileAt(bucket, key, stack);
    return file === undefined ? undefined : relative(this.directory, file);
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

  private readMetadata(metadata: any): void {
    for (const { type, data } of Object.values<any>(metadata ?? {}).flat().map((entry) => entry ?? {})) {
      if (type !== 'aws:cdk:asset' || typeof data?.s3BucketParameter !== 'string' || typeof data.s3KeyParameter !== 'string') { continue; }
      this.parameters.set(data.s3BucketParameter, `bucket-of-${data.id}`);
      this.parameters.set(data.s3KeyParameter, `key-of-${data.id}||`);
      this.add(`bucket-of-${data.id}`, `key-of-${data.id}`, data);
    }
  }

  private add(bucket: string, key: string, source: any): void {
    const place = `${bucket} ${key}`;
    this.published.set(place, (this.published.get(place) ?? new Set()).add(fileOf(this.directory, source)));
  }
}

import { pathOf, Resolver, SynthesizedStack, unknown } from './resolve';

/** The resolvers of an app's stacks, which give each other parameters, outputs and exports. */
export class Resolvers {
  private readonly resolvers = new Map<SynthesizedStack, Resolver>();
  private readonly byPath = new Map<string, SynthesizedStack>();
  private exported?: Map<string, () => any>;
  /** Values that are being resolved: stacks that need each other can't be deployed. */
  private readonly resolving = new Set<string>();

  constructor(private readonly stacks: readonly SynthesizedStack[]) {
    for (const stack of stacks) {
      if (stack.templateFile !== undefined) { this.byPath.set(keyOf(stack), stack); }
    }
  }

  public of(stack: SynthesizedStack): Resolver {
    const known = this.resolvers.get(stack);
    if (known) { return known; }
    const resolver = new Resolver(stack, {
      parameter: (name) => this.once(`parameter ${keyOf(stack)} ${name}`, () => this.parameter(stack, name)),
      output: (logicalId, name) => this.once(`output ${keyOf(stack)} ${logicalId} ${name}`, () => this.output(stack, logicalId, name)),
      imported: (name) => this.once(`import ${placeOf(stack)} ${name}`, () => this.exports().get(`${placeOf(stack)} ${name}`)?.()),
    });
    this.resolvers.set(stack, resolver);
    return resolver;
  }

  private once(what: string, resolve: () => any): any {
    if (this.resolving.has(what)) { return unknown('circle of stacks'); }
    this.resolving.add(what);
    try {
      return resolve();
    } finally {
      this.resolving.delete(what);
    }
  }

  /** Of a nested stack: what its parent passes, or the default, which nothing else can change. */
  private parameter(stack: SynthesizedStack, name: string): any {
    const parent = stack.nested && this.byPath.get(keyOf(stack, stack.nested.within));
    const declared = stack.template?.Parameters?.[name];
    // The value is the name of a parameter in Systems Manager.
    if (!parent || !declared || String(declared.Type).startsWith('AWS::SSM::')) { return undefined; }
    const passed = parent.template?.Resources?.[stack.nested!.logicalId]?.Properties?.Parameters;
    const value = passed !== null && typeof passed === 'object' && name in passed ? this.of(parent).resolve(passed[name]) : declared.Default;
    return typeof value === 'string' && /List/.test(String(declared.Type)) ? value.split(',').map((entry) => entry.trim()) : value;
  }

  private output(stack: SynthesizedStack, logicalId: string, name: string): any {
    const nested = this.byPath.get(keyOf(stack, `${pathOf(stack)}/${logicalId}`));
    const output = nested?.template?.Outputs?.[name];
    return nested && output ? this.of(nested).resolve(output.Value) : undefined;
  }

  /** Exports by account, Region and name. They are resolved when they are asked for, since a stack may import what it exports. */
  private exports(): Map<string, () => any> {
    if (!this.exported) {
      this.exported = new Map();
      for (const stack of this.stacks) {
        const resolver = this.of(stack);
        for (const output of Object.values<any>(stack.template?.Outputs ?? {})) {
          if (output?.Export) { this.exported.set(`${placeOf(stack)} ${resolver.resolve(output.Export.Name)}`, () => resolver.resolve(output.Value)); }
        }
      }
    }
    return this.exported;
  }
}

const keyOf = (stack: SynthesizedStack, path = pathOf(stack)) => `${placeOf(stack)} ${stack.directory}/${path}`;

const placeOf = ({ account, region }: SynthesizedStack) => `${account} ${region}`;

import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { basename, dirname, join } from 'path';
import { ANY_ACCOUNT, ANY_REGION, Proof, proofOfAssembly, ProveOptions, readAssembly, SynthesizedStack } from 'cdk-break-glass/internal';
import { parseTemplate } from './template';
import { UserError } from '../errors';

/** Reads the stacks of a cloud assembly, or of one template. Errors say what to name instead. */
export function readInput(path: string): SynthesizedStack[] {
  const directory = directoryOf(path);
  return directory === undefined ? [template(path)] : assembly(directory);
}

/** The directory of a cloud assembly; undefined for a single template. */
function directoryOf(path: string): string | undefined {
  if (!existsSync(path)) {
    throw new UserError(`'${path}' doesn't exist; synthesize the app first ('cdk synth'), or name its output directory or a template`);
  }
  if (readable(path, () => statSync(path)).isDirectory()) {
    readable(path, () => readdirSync(path));
    return path;
  }
  return basename(path) === 'manifest.json' ? dirname(path) : undefined;
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`'${path}' can't be read: ${code === 'EACCES' ? 'permission denied' : message}`);
  }
}

/** Proves a cloud assembly; of accounts whose templates are equal but for their own ids, two are read and asked. Undefined for a single template. */
export function proveInput(path: string, options: ProveOptions): Proof | undefined {
  const directory = directoryOf(path);
  if (directory === undefined) { return undefined; }
  const proof = valid(() => proofOfAssembly(directory, options));
  checked(directory, proof.model.stacks);
  return proof;
}

function assembly(directory: string): SynthesizedStack[] {
  return checked(directory, valid(() => readAssembly(directory)));
}

/** Errors about an assembly are the user's to mend. */
function valid<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}

function checked<T extends readonly SynthesizedStack[]>(directory: string, stacks: T): T {
  if (stacks.length === 0) {
    // An empty answer must not look like a proof.
    throw new UserError(`the cloud assembly '${directory}' holds no stack that can be read${schemaOf(directory)}`);
  }
  const without = stacks.find(({ template: { Resources } }) => typeof Resources !== 'object' || Resources === null);
  if (without) { throw new UserError(`the template of stack '${without.name}' in '${directory}' has no Resources; synthesize the app again`); }
  return stacks;
}

function schemaOf(directory: string): string {
  const { version } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  return version === undefined ? '' : `; its schema is version ${version}: a newer version of cdk-break-glass may be needed`;
}

/** A single template belongs to no account: it is proven as for whichever account deploys it. */
function template(file: string): SynthesizedStack {
  const parsed = parseTemplate(file, readable(file, () => readFileSync(file, 'utf8')));
  return {
    name: basename(file).replace(/(\.template)?\.\w+$/, ''),
    account: ANY_ACCOUNT,
    region: ANY_REGION,
    regionAssumed: true,
    template: parsed,
    directory: dirname(file),
    templateFile: basename(file),
  };
}

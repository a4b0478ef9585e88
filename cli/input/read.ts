import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { basename, dirname, join } from 'path';
import { ANY_ACCOUNT, ANY_REGION, readAssembly, SynthesizedStack } from 'cdk-break-glass/internal';
import { parseTemplate } from './template';
import { UserError } from '../errors';

/** Reads the stacks of a cloud assembly, or of one template. Errors say what to name instead. */
export function readInput(path: string): SynthesizedStack[] {
  if (!existsSync(path)) {
    throw new UserError(`'${path}' doesn't exist; synthesize the app first ('cdk synth'), or name its output directory or a template`);
  }
  if (readable(path, () => statSync(path)).isDirectory()) {
    readable(path, () => readdirSync(path));
    return assembly(path);
  }
  return basename(path) === 'manifest.json' ? assembly(dirname(path)) : [template(path)];
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`'${path}' can't be read: ${code === 'EACCES' ? 'permission denied' : message}`);
  }
}

function assembly(directory: string): SynthesizedStack[] {
  let stacks: SynthesizedStack[];
  try {
    stacks = readAssembly(directory);
  } catch (error) {
    throw new UserError((error as Error).message);
  }
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
    template: parsed,
    directory: dirname(file),
    templateFile: basename(file),
  };
}

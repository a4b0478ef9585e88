/** The packages that are released, together and at one version. */
import { spawnSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

export const ROOT = join(__dirname, '..', '..');

export interface ReleasedPackage {
  readonly name: string;
  readonly folder: string;
  /** For every language by jsii; otherwise it is for npm alone. */
  readonly jsii: boolean;
}

export const PACKAGES: readonly ReleasedPackage[] = [
  { name: 'cdk-break-glass', folder: ROOT, jsii: true },
  { name: 'cdk-break-glass-checks', folder: join(ROOT, 'checks'), jsii: true },
  { name: 'cdk-break-glass-cli', folder: join(ROOT, 'cli'), jsii: false },
];

/** Those with an interface that other languages see. */
export const JSII_PACKAGES: readonly ReleasedPackage[] = PACKAGES.filter(({ jsii }) => jsii);

/** The part of a package.json that matters to users of the package. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: { readonly [name: string]: string };
  readonly peerDependencies?: { readonly [name: string]: string };
}

export const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
export const manifest = (folder: string): Manifest => json(join(folder, 'package.json'));
export const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

/** Tools may print long documents. */
export const MAX_OUTPUT = 256 * 1024 * 1024;

/** Runs a tool and returns what it prints; says what it complained about when it fails. */
export function output(command: string, args: readonly string[], options: { readonly cwd?: string; readonly input?: string } = {}): string {
  const result = spawnSync(command, args, {
    cwd: options.cwd ?? ROOT,
    input: options.input,
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', NODE_NO_WARNINGS: '1', npm_config_loglevel: 'error' },
  });
  if (result.error) { throw new Error(`${command} could not be started: ${result.error.message}`); }
  if (result.status !== 0) { throw new Error(`${command} ${args.join(' ')} ended with ${result.status}:\n${result.stderr.trim() || result.stdout.trim()}`); }
  return result.stdout;
}

/** Runs a command line; a failure is told in a sentence, not in a stack trace. */
export function reporting(main: () => void): void {
  try {
    main();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

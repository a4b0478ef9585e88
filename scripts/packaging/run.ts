import { spawn } from 'child_process';

export interface Result { readonly status: number; readonly output: string }

export interface RunOptions {
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string | undefined };
}

/** Variables of `npm run`, a virtual environment or the CDK CLI, which would change what a command does in another project. */
const NOT_INHERITED = /^(npm_|CDK_|PYTHON|VIRTUAL_ENV|CLASSPATH|NODE_ENV|NODE_OPTIONS|NODE_PATH)/i;

/** Runs a command to its end, without a shell; its output is kept for the error message. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Result> {
  return new Promise((resolve) => {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
    const env = { ...inherited, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', ...options.env };
    const child = spawn(command, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer) => { output += chunk.toString(); };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ status: 127, output: error.message }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/** As `run`, for a command that must end with 0. */
export async function mustRun(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { status, output } = await run(command, args, options);
  if (status !== 0) { throw new Error(`'${[command.split('/').pop(), ...args].join(' ')}' ended with ${status}:\n${lastLines(output)}`); }
  return output;
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-40).join('\n');
}

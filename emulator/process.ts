import { ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROOT = resolve(__dirname, '..');
const LOOPBACK = '127.0.0.1';
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 3_000;
const START_ATTEMPTS = 3;
const LOG_TAIL_LINES = 25;

export interface EmulatorOptions {
  /** Starts the workbench for state machines too: see `Workbench`. */
  readonly workbench?: boolean;
}

interface Ports {
  readonly port: number;
  readonly control?: number;
  /** Where the workbench asks who may. */
  readonly authorizer?: string;
}

/** The running emulator: a child process that listens on the loopback interface only. */
export class EmulatorProcess {
  /** Prepares the Python environment if needed, starts the emulator and waits until it answers. */
  public static async start(options: EmulatorOptions = {}, authorizer?: string): Promise<EmulatorProcess> {
    await preparePython();
    for (let attempt = 1; ; attempt++) {
      const emulator = new EmulatorProcess({ port: await freePort(), ...(options.workbench && { control: await freePort(), authorizer }) });
      try {
        await emulator.ready();
        return emulator;
      } catch (error) {
        await emulator.stop();
        // Another process may have taken the port since it was found free.
        if (attempt === START_ATTEMPTS || !String(error).includes('already in use')) throw error;
      }
    }
  }

  public readonly endpoint: string;
  /** Where the workbench listens, if it was asked for. */
  public readonly controlEndpoint?: string;
  /** What the emulator printed; removed by `stop`. */
  public readonly logFile: string;
  private readonly directory: string;
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private failure?: Error;
  private readonly onExit: () => void;

  private constructor({ port, control, authorizer }: Ports) {
    this.endpoint = `http://${LOOPBACK}:${port}`;
    this.controlEndpoint = control === undefined ? undefined : `http://${LOOPBACK}:${control}`;
    this.directory = mkdtempSync(join(tmpdir(), 'embedded-aws-'));
    this.logFile = join(this.directory, 'emulator.log');
    const temporary = join(this.directory, 'tmp');
    mkdirSync(temporary);
    const log = openSync(this.logFile, 'a');
    this.child = spawn(python(), [join(__dirname, 'launcher.py')], {
      cwd: this.directory,
      stdio: ['pipe', log, log],
      // Nothing of the caller's environment but the search path: no credentials, profiles or proxies reach the emulator.
      env: {
        PATH: process.env.PATH,
        TMPDIR: temporary,
        HOME: this.directory,
        GATEWAY_PORT: String(port),
        BIND_HOST: LOOPBACK,
        PYTHONUNBUFFERED: '1',
        ...(control !== undefined && { CONTROL_PORT: String(control), AUTHORIZER: authorizer }),
      },
    });
    closeSync(log);
    this.exited = new Promise((done) => {
      this.child.once('exit', () => done());
      this.child.once('error', (error) => {
        this.failure = error;
        done();
      });
    });
    // A program that forgets to stop the emulator still ends.
    this.child.unref();
    (this.child.stdin as Socket).unref();
    this.onExit = () => this.abandon();
    process.once('exit', this.onExit);
  }

  /** The end of the emulator's log, for error messages. */
  public logTail(): string {
    if (!existsSync(this.logFile)) return '';
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  }

  public async stop(): Promise<void> {
    process.removeListener('exit', this.onExit);
    this.child.ref();
    this.child.stdin?.destroy();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private abandon() {
    // Exit handlers can't wait, and the emulator has no state to save.
    this.child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (this.failure) throw new Error(`The emulator could not be started: ${this.failure.message}`);
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`The emulator ended while starting:\n${this.logTail()}`);
      try {
        const answer = await fetch(`${this.endpoint}/_ministack/ready`);
        await answer.arrayBuffer();
        if (answer.ok) return;
      } catch {
        // Not listening yet.
      }
      await sleep(20);
    }
    throw new Error(`The emulator did not answer within ${START_TIMEOUT_MS / 1000} s:\n${this.logTail()}`);
  }
}

function python(): string {
  return join(ROOT, '.venv', 'bin', 'python');
}

/** The script returns at once if the environment is up to date, and waits if another process is just preparing it. */
async function preparePython(): Promise<void> {
  try {
    await promisify(execFile)('bash', [join(ROOT, 'scripts', 'python-env.sh')]);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`The Python environment of the emulator could not be prepared: ${said || (error as Error).message}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, LOOPBACK, done);
  });
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port');
  return address.port;
}

import { execFileSync, spawnSync } from 'child_process';
import { createHash, randomUUID } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const PROJECT = path.join(__dirname, 'event-ruler-java');
const SOURCES = ['pom.xml', path.join('src', 'main', 'java', 'Main.java')];
const TARGET = path.join(PROJECT, 'target');

// A first build downloads from Maven Central; a lock older than this was left by a process that ended abruptly.
const BUILD_TIMEOUT_MS = 10 * 60 * 1000;

let available: boolean | undefined;

/**
 * Whether EventBridge's own engine can be run here: `java` and `mvn` are found.
 *
 * Throws instead of returning false when the environment variable `CI` is set, so that a proof is never skipped there unseen.
 */
export function eventRulerAvailable(): boolean {
  available ??= [['java', '-version'], ['mvn', '-version']].every(([command, argument]) => spawnSync(command, [argument]).status === 0);
  if (!available && process.env.CI) {
    throw new Error('\'java\' (17 or later) and \'mvn\' must be installed in CI: the EventBridge patterns are proven with event-ruler');
  }
  return available;
}

/**
 * The names of the rules that match each event, as EventBridge's own engine sees it.
 *
 * @param rules event patterns by name
 * @param events events as EventBridge delivers them
 */
export function matchRules(rules: Record<string, object>, events: object[]): string[][] {
  const classes = build();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'event-ruler-'));
  try {
    const input = path.join(directory, 'input.json');
    const output = path.join(directory, 'output.json');
    fs.writeFileSync(input, JSON.stringify({
      rules: Object.fromEntries(Object.entries(rules).map(([name, pattern]) => [name, JSON.stringify(pattern)])),
      events: events.map((event) => JSON.stringify(event)),
    }));
    const classPath = [path.join(classes, 'classes'), path.join(classes, 'lib', '*')].join(path.delimiter);
    // One compiler tier: the program lives for less than a second.
    execFileSync('java', ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'Main', input, output], { stdio: ['ignore', 'pipe', 'pipe'] });
    return JSON.parse(fs.readFileSync(output, 'utf8')) as string[][];
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * The directory of the built program; builds it if these sources haven't been built yet.
 *
 * Two jest workers may come here at once. The lock keeps Maven from downloading and compiling twice; what makes it safe is the rename,
 * which puts a finished build in place in one step.
 */
function build(): string {
  const hash = createHash('sha256');
  SOURCES.forEach((file) => hash.update(fs.readFileSync(path.join(PROJECT, file))));
  const built = path.join(TARGET, hash.digest('hex').slice(0, 16));
  const lock = `${built}.lock`;
  fs.mkdirSync(TARGET, { recursive: true });
  while (!fs.existsSync(built)) {
    if (!acquire(lock)) {
      sleep(200);
      continue;
    }
    try {
      // Another worker may have finished between the test above and the lock.
      if (!fs.existsSync(built)) {
        buildInto(built);
      }
    } finally {
      fs.rmSync(lock, { recursive: true, force: true });
    }
  }
  return built;
}

function buildInto(built: string): void {
  const temporary = path.join(TARGET, randomUUID());
  try {
    const pom = path.join(PROJECT, 'pom.xml');
    execFileSync('mvn', ['-q', '-B', '-f', pom, `-Druler.target=${temporary}`, 'compile'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      timeout: BUILD_TIMEOUT_MS,
    });
    fs.renameSync(temporary, built);
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    // Maven reports errors on standard output.
    throw new Error(`event-ruler could not be built with Maven: ${(error as Error).message}\n${stdout ?? ''}`, { cause: error });
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

function acquire(lock: string): boolean {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  const since = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > BUILD_TIMEOUT_MS) {
    fs.rmSync(lock, { recursive: true, force: true });
  }
  return false;
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

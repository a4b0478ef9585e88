/**
 * `npm run verify:live -- --profile P`: asks a live account what no offline proof can show, and writes a table of it.
 * docs/how-to/verify-on-a-live-account.md says how to use it.
 */
import { setTimeout as sleep } from 'timers/promises';
import { CHECKS } from './checks';
import { Clients, clientsOf, Place, placeOf } from './clients';
import { Options, optionsOf, USAGE, UsageError } from './options';
import { plan } from './plan';
import { Run, RunResult, Time } from './run';
import { earlierTable, merged, writeTable } from './table';
import { UserError } from '../../cli/errors';
import { version } from '../../cli/version';
import { visible } from '../../src/private/visible';
import { verifiedTable } from '../docs/facts';

export const EXIT = { done: 0, failed: 1, usage: 2, leftovers: 3, unanswered: 4 } as const;

/** What the command needs of the world, so that a test can give another one. */
export interface World {
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly clients: (options: Options) => Clients;
  readonly time: Time;
  /** Told to the process, which lists what is pending when it is interrupted twice. */
  readonly started?: (run: Run) => void;
}

export async function verifyLive(argv: readonly string[], world: World): Promise<number> {
  try {
    return await verified(optionsOf(argv), world);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof UserError)) { throw error; }
    world.warn(`verify:live: ${visible(error.message)}`);
    return EXIT.usage;
  }
}

async function verified(options: Options, world: World): Promise<number> {
  if (options.help) {
    world.print(USAGE);
    return EXIT.done;
  }
  const earlier = earlierTable(options.out);
  if (options.record) {
    const { fact: id, ...answer } = options.record;
    const date = new Date(world.time.now()).toISOString();
    writeTable(options.out, merged(earlier, [{ id, ...answer, date, region: options.region!, version: version() }]));
    world.print(`${options.out}: ${id} ${answer.outcome}`);
    return EXIT.done;
  }
  const clients = world.clients(options);
  const place = await placed(clients, options, world);
  world.print(plan(CHECKS, options, place));
  if (!options.yes) {
    world.print('Nothing was made. Add --yes to run it.');
    return EXIT.done;
  }
  if (!place) { throw new UsageError('the account can\'t be reached, so nothing was asked'); }
  const progress = (line: string) => world.print(visible(line));
  const run = new Run({ checks: CHECKS, clients, place, options, version: version(), time: world.time, progress });
  world.started?.(run);
  const result = await run.all();
  const table = merged(earlier, result.facts);
  writeTable(options.out, table);
  world.print(`\n${verifiedTable(table)}\n\n${options.out}`);
  return ended(result, world);
}

/** Where the credentials lead to. A plan can do without. */
async function placed(clients: Clients, { account, yes }: Options, { warn }: World): Promise<Place | undefined> {
  let place: Place;
  try {
    place = await placeOf(clients);
  } catch (error) {
    const { name, message } = error as Error;
    if (yes) { throw new UsageError(`the account can't be reached: ${name}: ${message}; check --profile and --region`); }
    warn(`The account can't be reached: ${visible(`${name}: ${message}`)}`);
    return undefined;
  }
  if (account !== undefined && place.account !== account) { throw new UsageError(`the credentials are of account ${place.account}, and '--account' is ${account}; nothing was asked`); }
  return place;
}

function ended({ facts, leftovers, unanswered }: RunResult, { warn }: World): number {
  if (leftovers.length > 0) {
    warn(['Left in the account:', ...leftovers.flatMap(({ what, error, command }) => [`- ${what}: ${visible(error)}`, `  ${command}`])].join('\n'));
    return EXIT.leftovers;
  }
  // Earlier answers that are in the table don't count: this is about what was asked now.
  if (facts.some(({ outcome }) => outcome === 'failed')) { return EXIT.failed; }
  return unanswered.length > 0 ? EXIT.unanswered : EXIT.done;
}

/* istanbul ignore next */
if (require.main === module) {
  let interruptions = 0;
  let running: Run | undefined;
  process.on('SIGINT', () => {
    interruptions++;
    if (!running) { process.exit(130); }
    if (interruptions === 1) {
      console.error('Interrupted: what was made is taken back. Interrupt once more to leave it.');
      return;
    }
    for (const { what, command } of running.pending) { console.error(`- ${what}\n  ${command}`); }
    process.exit(EXIT.leftovers);
  });
  const time: Time = { now: Date.now, pause: async (milliseconds) => { await sleep(milliseconds); }, interrupted: () => interruptions > 0 };
  void verifyLive(process.argv.slice(2), {
    print: (text) => console.log(text), warn: (text) => console.error(text), clients: clientsOf, time, started: (run) => { running = run; },
  }).then((code) => { process.exitCode = code; });
}

/** The arguments of `npm run verify:live`. */
import { parseArgs } from 'util';
import { BY_HAND } from './by-hand';
import { Outcome, OUTCOMES } from '../../cli/facts/table';
import { FACT_IDS, FactId } from '../../src/claims/internal';
import { nearest } from '../../src/private/nearest';

export interface Options {
  readonly yes: boolean;
  readonly help: boolean;
  readonly profile?: string;
  readonly region?: string;
  /** The account that is meant: another one is refused. */
  readonly account?: string;
  readonly only: readonly FactId[];
  readonly out: string;
  readonly trailLogGroup?: string;
  /** What a person saw. */
  readonly record?: { readonly fact: FactId; readonly outcome: Outcome; readonly seen: string };
}

export const DEFAULT_OUT = 'verified-facts.json';

export const USAGE = `npm run verify:live -- --profile P [options]

Asks a live account what no offline proof can show. Without --yes it only says what it would make, where, and what that costs.

  --profile P              profile of the AWS CLI (default: the SDK's credentials)
  --region R               Region (default: that of the profile)
  --account ID             refuse to run in any other account
  --yes                    really run
  --only FACT              ask only this fact; may be repeated
  --trail-log-group NAME   log group of a trail, for cloudtrail-delivery
  --out FILE               the table (default: ${DEFAULT_OUT}); facts that aren't asked keep what it says
  --record FACT=OUTCOME    write what a person saw: held or failed; with --seen TEXT and --region R
  --help                   this text

Exit codes: 0 done, 1 a fact failed, 2 wrong usage or no access, 3 something was left in the account,
4 a fact that was to be asked wasn't answered.
`;

/** Raised for what the user can put right. */
export class UsageError extends Error {}

export function optionsOf(argv: readonly string[]): Options {
  const { values } = parsed(argv);
  const { yes = false, help = false, profile, region, account, only = [], out = DEFAULT_OUT, record, seen } = values;
  if (account !== undefined && !/^\d{12}$/.test(account)) { throw new UsageError(`'--account' must have 12 digits, got '${account}'`); }
  if (region !== undefined && !/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(region)) { throw new UsageError(`'--region' must be a Region such as eu-central-1, got '${region}'`); }
  if (record !== undefined && (seen === undefined || region === undefined)) { throw new UsageError('\'--record\' needs \'--seen\' with what was seen, and \'--region\''); }
  if (record === undefined && seen !== undefined) { throw new UsageError('\'--seen\' says what was seen for \'--record\'; give both'); }
  if (record !== undefined && yes) { throw new UsageError('\'--record\' writes what a person saw and \'--yes\' asks the account; give one of them'); }
  return {
    yes,
    help,
    profile,
    region,
    account,
    out,
    only: only.map((id) => factNamed(id, '--only')),
    trailLogGroup: values['trail-log-group'],
    record: record === undefined ? undefined : recorded(record, seen!),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        'yes': { type: 'boolean' },
        'help': { type: 'boolean', short: 'h' },
        'profile': { type: 'string' },
        'region': { type: 'string' },
        'account': { type: 'string' },
        'only': { type: 'string', multiple: true },
        'out': { type: 'string' },
        'trail-log-group': { type: 'string' },
        'record': { type: 'string' },
        'seen': { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function recorded(text: string, seen: string): NonNullable<Options['record']> {
  const [id, outcome, ...rest] = text.split('=');
  const fact = factNamed(id, '--record');
  if (rest.length > 0 || outcome === 'not asked' || !OUTCOMES.includes(outcome as Outcome)) { throw new UsageError(`'--record' must be FACT=held or FACT=failed, got '${text}'`); }
  if (!BY_HAND.some((each) => each.fact === fact)) { throw new UsageError(`'--record' is for what only a person can see, and '${fact}' isn't: run '--only ${fact} --yes'`); }
  return { fact, outcome: outcome as Outcome, seen };
}

function factNamed(id: string, option: string): FactId {
  if ((FACT_IDS as readonly string[]).includes(id)) { return id as FactId; }
  const near = nearest(id, FACT_IDS);
  throw new UsageError(`'${option}' must name a fact, got '${id}'; ${near ? `did you mean '${near}'?` : `the facts are ${FACT_IDS.join(', ')}`}`);
}

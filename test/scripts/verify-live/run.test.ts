/** The order of a run, what it takes back, what it writes, and what it ends with. No account: the checks are made up. */
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Clock, OPTIONS } from './live';
import { readTable } from '../../../cli/facts/table';
import { verifiedTable } from '../../../scripts/docs/facts';
import { failed, held, Live, LiveCheck } from '../../../scripts/verify-live/check';
import { CHECKS } from '../../../scripts/verify-live/checks';
import { Cleanup } from '../../../scripts/verify-live/cleanup';
import { EXIT, verifyLive, World } from '../../../scripts/verify-live/main';
import { optionsOf } from '../../../scripts/verify-live/options';
import { plan } from '../../../scripts/verify-live/plan';
import { Run } from '../../../scripts/verify-live/run';
import { harmless, merged } from '../../../scripts/verify-live/table';
import { UNPROVEN_FACTS } from '../../../src/claims/internal';
import { temporaryFolder } from '../../cli/support';

const folder = temporaryFolder();
const PLACE = { account: '111122223333', region: 'eu-central-1', partition: 'aws' };

function check(fact: LiveCheck['fact'], run: LiveCheck['run'], more: Partial<LiveCheck> = {}): LiveCheck {
  return { fact, creates: ['a thing'], cost: { cents: 1, because: 'a thing', source: 'https://aws.amazon.com/x/pricing/' }, minutes: 1, run, ...more };
}

/** A thing that is made and taken back; the log tells in which order. */
function making(live: Live, log: string[], what: string, undo: () => Promise<void> = async () => undefined): void {
  live.cleanup.add({ what, command: `remove ${what}`, undo: async () => { log.push(`remove ${what}`); await undo(); } });
  log.push(`make ${what}`);
}

function runOf(checks: readonly LiveCheck[], options: object = {}, clock = new Clock()) {
  const lines: string[] = [];
  const run = new Run({ checks, clients: {} as any, place: PLACE, options: { ...OPTIONS, ...options }, version: '1.2.3', time: clock, progress: (line) => lines.push(line) });
  return { run, lines };
}

describe('a run', () => {
  test('takes back what a check made, the last first, before the next check begins', async () => {
    const log: string[] = [];
    const { run } = runOf([
      check('login-profile-on-update', async (live) => { making(live, log, 'a'); making(live, log, 'b'); return held('x'); }),
      check('packed-policy-size', async (live) => { making(live, log, 'c'); return failed('y'); }),
    ]);
    const { facts, leftovers, unanswered } = await run.all();
    expect(log).toEqual(['make a', 'make b', 'remove b', 'remove a', 'make c', 'remove c']);
    expect([leftovers, unanswered]).toEqual([[], []]);
    expect(facts.map(({ id }) => id)).toEqual(UNPROVEN_FACTS.map(({ id }) => id));
    expect(facts.filter(({ outcome }) => outcome !== 'not asked').map(({ id, outcome, seen, region, version }) => [id, outcome, seen, region, version])).toEqual([
      ['login-profile-on-update', 'held', 'x', 'eu-central-1', '1.2.3'], ['packed-policy-size', 'failed', 'y', 'eu-central-1', '1.2.3'],
    ]);
  });

  test('a check that throws is cleaned up as well, and isn\'t called failed', async () => {
    const log: string[] = [];
    const { run } = runOf([check('object-lock-write', async (live) => { making(live, log, 'a'); throw new Error('AccessDenied for you'); })]);
    const { facts, unanswered } = await run.all();
    expect(log).toEqual(['make a', 'remove a']);
    expect(unanswered).toEqual(['object-lock-write']);
    expect(facts.find(({ id }) => id === 'object-lock-write')).toMatchObject({ outcome: 'not asked', seen: 'couldn\'t be asked: Error: AccessDenied for you' });
  });

  test('what can\'t be removed is tried three times, doesn\'t stop the rest, and is left over with its command', async () => {
    const log: string[] = [];
    const { run, lines } = runOf([check('object-lock-write', async (live) => {
      making(live, log, 'a');
      making(live, log, 'b', async () => { throw new Error('still in use'); });
      return held('x');
    })]);
    const { leftovers } = await run.all();
    expect(log).toEqual(['make a', 'make b', 'remove b', 'remove b', 'remove b', 'remove a']);
    expect(leftovers).toEqual([{ what: 'b', command: 'remove b', error: 'still in use' }]);
    expect(lines).toContain('object-lock-write: left behind: b: still in use');
  });

  test('a removal that works the second time leaves nothing', async () => {
    let times = 0;
    const { run } = runOf([check('object-lock-write', async (live) => {
      making(live, [], 'a', async () => { if (++times === 1) { throw new Error('throttled'); } });
      return held('x');
    })]);
    expect((await run.all()).leftovers).toEqual([]);
    expect(times).toBe(2);
  });

  test('an interruption ends the wait of a check, cleans up, and asks nothing more', async () => {
    const log: string[] = [];
    const clock = new Clock();
    const { run } = runOf([
      check('login-profile-on-update', async (live) => { making(live, log, 'a'); clock.stopped = true; await live.wait(10); return held('never'); }),
      check('packed-policy-size', async () => { log.push('asked'); return held('never'); }),
    ], {}, clock);
    const { facts, unanswered } = await run.all();
    expect(log).toEqual(['make a', 'remove a']);
    expect(unanswered).toEqual(['login-profile-on-update', 'packed-policy-size']);
    expect(facts.find(({ id }) => id === 'login-profile-on-update')!.seen).toContain('interrupted');
    expect(facts.find(({ id }) => id === 'packed-policy-size')).toMatchObject({ outcome: 'not asked', seen: 'interrupted' });
  });

  test('tells at any time what it would leave', async () => {
    const { run } = runOf([check('object-lock-write', async (live) => {
      making(live, [], 'a');
      making(live, [], 'b');
      expect(run.pending.map(({ command }) => command)).toEqual(['remove b', 'remove a']);
      return held('x');
    })]);
    const { facts } = await run.all();
    expect(facts.find(({ id }) => id === 'object-lock-write')!.outcome).toBe('held');
    expect(run.pending).toEqual([]);
  });

  test('each check gets a name of its own, and asks only what is selected', async () => {
    const names: string[] = [];
    const name = async (live: Live) => { names.push(live.name); return held('x'); };
    const { run } = runOf([check('object-lock-write', name), check('packed-policy-size', name), check('api-gateway-role', name)], { only: ['object-lock-write', 'packed-policy-size'] });
    const { facts } = await run.all();
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
    for (const each of names) { expect(each).toMatch(/^bg-verify-[0-9a-f]{8}$/); }
    expect(facts.find(({ id }) => id === 'api-gateway-role')!.seen).toBe('not selected');
  });

  test('a removal waits, even after an interruption', async () => {
    const clock = new Clock();
    clock.stopped = true;
    const cleanup = new Cleanup(clock.pause);
    await expect(cleanup.wait(1)).resolves.toBeUndefined();
  });
});

describe('the table', () => {
  const fact = (id: string, outcome: string, seen = 'x') => ({ id, outcome, seen, date: '2026-11-01T08:00:00Z', region: 'eu-central-1', version: '1.2.3' }) as any;

  test('keeps an earlier answer where nothing was asked, and replaces it where something was', () => {
    const table = merged({ format: 1, facts: [fact('object-lock-write', 'held'), fact('api-gateway-role', 'held')] }, [
      fact('object-lock-write', 'not asked'), fact('api-gateway-role', 'failed'), fact('aws-login-mfa', 'not asked', 'a person has to look'),
    ]);
    expect(table.facts.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['aws-login-mfa not asked', 'object-lock-write held', 'api-gateway-role failed']);
  });

  test('has no account, no id of a principal and no hidden character', () => {
    expect(harmless('User: arn:aws:iam::111122223333:user/x AIDAABCDEFGHIJKLMNOP\n\u001b[2J is refused')).not.toMatch(/111122223333|AIDA|\n|\u001b/);
    expect(harmless('x'.repeat(3000)).length).toBeLessThanOrEqual(500);
  });

  test('becomes a table of Markdown, in which nothing that was seen is markup', () => {
    const text = verifiedTable({ format: 1, facts: [fact('object-lock-write', 'held', '<b>a | b</b> [x](y)'), fact('aws-login-mfa', 'not asked')] });
    expect(text.split('\n')[2]).toBe('| 7. A workflow writes to a bucket with Object Lock | held | \\<b\\>a \\| b\\</b\\> \\[x\\](y) | 2026-11-01 | eu-central-1 | 1.2.3 |');
    expect(text.split('\n')).toHaveLength(3);
    expect(verifiedTable(undefined)).toBe('No run on a live account is recorded here yet.');
  });
});

describe('the command', () => {
  const world = (reach = true) => {
    const said = { out: '', err: '' };
    const none = { send: async () => { if (!reach) { throw new Error('no credentials'); } return { Arn: 'arn:aws:events:eu-central-1:111122223333:event-bus/default' }; } };
    const called: any[] = [];
    const clients = new Proxy({}, { get: (_, name) => (name === 'events' ? none : { send: async (command: any) => { called.push(command); throw new Error('AccessDenied'); } }) }) as any;
    const of: World = { print: (text) => { said.out += `${text}\n`; }, warn: (text) => { said.err += `${text}\n`; }, clients: () => clients, time: new Clock() };
    return { of, said, called };
  };
  const out = (name: string) => join(folder, name);

  test('makes nothing without --yes: it says what, where and what it costs', async () => {
    const { of, said, called } = world();
    expect(await verifyLive(['--profile', 'p', '--out', out('dry.json')], of)).toBe(EXIT.done);
    expect(said.out).toContain('Account 111122223333, Region eu-central-1, profile p');
    expect(said.out).toMatch(/at most \d+ US cents/);
    expect(said.out).toContain('Nothing was made. Add --yes to run it.');
    expect(called).toEqual([]);
    expect(existsSync(out('dry.json'))).toBe(false);
  });

  test('shows the plan without an account, too, and doesn\'t run then', async () => {
    const { of, said } = world(false);
    expect(await verifyLive([], of)).toBe(EXIT.done);
    expect(said.out).toContain('Account unknown');
    expect(await verifyLive(['--yes', '--out', out('none.json')], of)).toBe(EXIT.usage);
    expect(said.err).toContain('no credentials; check --profile and --region');
  });

  test('writes a table that can be read back; checks that are refused are not asked', async () => {
    const { of, said } = world();
    expect(await verifyLive(['--yes', '--only', 'filter-missing-field', '--out', out('run.json')], of)).toBe(EXIT.unanswered);
    const table = readTable(out('run.json'));
    expect(table.facts).toHaveLength(UNPROVEN_FACTS.length);
    expect(table.facts.find(({ id }) => id === 'filter-missing-field')).toMatchObject({ outcome: 'not asked', seen: 'couldn\'t be asked: Error: AccessDenied' });
    expect(readFileSync(out('run.json'), 'utf8')).not.toContain('111122223333');
    expect(said.out).toContain('filter-missing-field: asking');
  });

  test('ends with 3 and the command where something was left', async () => {
    const { of, said } = world();
    expect(await verifyLive(['--yes', '--only', 'api-gateway-role', '--region', 'eu-central-1', '--out', out('left.json')], of)).toBe(EXIT.leftovers);
    expect(said.err).toMatch(/Left in the account:\n- stack bg-verify-[0-9a-f]{8}: AccessDenied\n {2}aws cloudformation delete-stack --stack-name bg-verify-[0-9a-f]{8} --region eu-central-1/);
  });

  test('ends with 1 where a fact failed', async () => {
    const { of } = world();
    const clients = of.clients({} as any);
    const failing = new Proxy(clients, { get: (all: any, name) => (name === 'logs' ? { send: async () => ({ matches: [] }) } : all[name]) });
    expect(await verifyLive(['--yes', '--only', 'filter-missing-field', '--out', out('failed.json')], { ...of, clients: () => failing })).toBe(EXIT.failed);
    expect(readTable(out('failed.json')).facts.find(({ id }) => id === 'filter-missing-field')!.outcome).toBe('failed');
  });

  test('refuses another account than the one that is meant', async () => {
    const { of, said, called } = world();
    expect(await verifyLive(['--yes', '--account', '999999999999'], of)).toBe(EXIT.usage);
    expect(said.err).toContain('the credentials are of account 111122223333, and \'--account\' is 999999999999');
    expect(called).toEqual([]);
  });

  test('records what a person saw, beside what is there', async () => {
    const { of } = world();
    const file = out('record.json');
    const record = (text: string, seen: string) => verifyLive(['--record', text, '--seen', seen, '--region', 'us-east-1', '--out', file], of);
    expect(await record('aws-login-mfa=held', 'assumed')).toBe(EXIT.done);
    expect(await record('console-authorization=failed', 'refused')).toBe(EXIT.done);
    expect(readTable(file).facts.map(({ id, outcome, region }) => [id, outcome, region])).toEqual([['aws-login-mfa', 'held', 'us-east-1'], ['console-authorization', 'failed', 'us-east-1']]);
  });

  test('doesn\'t begin with a table that can\'t be read', async () => {
    const { of, called } = world();
    writeFileSync(out('bad.json'), '{}');
    expect(await verifyLive(['--yes', '--out', out('bad.json')], of)).toBe(EXIT.usage);
    expect(called).toEqual([]);
  });

  test('a selected fact that a person has to look at is shown with its steps', () => {
    const text = plan(CHECKS, { ...OPTIONS, only: ['aws-login-mfa'] }, PLACE);
    expect(text).toContain('0 of 14 facts');
    expect(text).toMatch(/1\. aws-login-mfa: a person has to look.*\n {5}- Sign in as a break-glass user/);
  });

  test.each([
    [['--ony', 'x'], 'Unknown option \'--ony\''],
    [['--only', 'aws-login-mf'], 'did you mean \'aws-login-mfa\'?'],
    [['--account', '12'], 'must have 12 digits'],
    [['--region', 'Europe'], 'must be a Region'],
    [['--seen', 'x'], 'give both'],
    [['--record', 'aws-login-mfa=held'], 'needs \'--seen\''],
    [['--record', 'aws-login-mfa=good', '--seen', 'x', '--region', 'us-east-1'], 'must be FACT=held or FACT=failed'],
    [['--record', 'aws-login-mfa=not asked', '--seen', 'x', '--region', 'us-east-1'], 'must be FACT=held or FACT=failed'],
    [['--record', 'object-lock-write=held', '--seen', 'x', '--region', 'us-east-1'], 'run \'--only object-lock-write --yes\''],
    [['--record', 'aws-login-mfa=held', '--seen', 'x', '--region', 'us-east-1', '--yes'], 'give one of them'],
  ])('fails on %j', async (argv, said) => {
    expect(() => optionsOf(argv)).toThrow(said);
    const { of, said: printed } = world();
    expect(await verifyLive(argv, of)).toBe(EXIT.usage);
    expect(printed.err).toContain(said);
  });

  test('explains itself', async () => {
    const { of, said } = world();
    expect(await verifyLive(['--help'], of)).toBe(EXIT.done);
    expect(said.out).toContain('--trail-log-group');
  });
});

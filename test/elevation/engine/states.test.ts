import { FINAL, Status, transition, TransitionName, TRANSITIONS, WITH_ACCESS } from '../../../src/elevation/engine/states';
import { elevatedAccess } from '../support/fixture';
import { definitionsOf } from '../support/synthesized';

const names = Object.keys(TRANSITIONS) as TransitionName[];
const all = names.map(transition);
const statuses = [...new Set(all.flatMap(({ from, to }) => [...from, to]))].sort();
const after = (status: Status) => [...new Set(all.filter(({ from }) => from.includes(status)).map(({ to }) => to))].sort();
const before = (status: Status) => [...new Set(all.filter(({ to }) => to === status).flatMap(({ from }) => from))].sort();

describe('the table of transitions', () => {
  test('has every status of a request', () => {
    expect(statuses).toEqual(['active', 'approved', 'cancelled', 'denied', 'ended', 'ending', 'expired', 'failed', 'granting', 'requested', 'scheduled']);
  });

  test('begins with the status requested', () => {
    expect(statuses.filter((status) => before(status).length === 0)).toEqual(['requested']);
  });

  test('ends in the final statuses, which no transition leaves', () => {
    expect(statuses.filter((status) => after(status).length === 0)).toEqual([...FINAL].sort());
  });

  test('leads from every status to a final one', () => {
    const ends = (status: Status, seen: readonly Status[] = []): boolean => FINAL.includes(status)
      || after(status).some((next) => !seen.includes(next) && ends(next, [...seen, status]));
    expect(statuses.filter((status) => !ends(status))).toEqual([]);
  });

  test('leads to access only by an approval or a bypass', () => {
    expect(before('approved')).toEqual(['requested']);
    expect(all.filter(({ to }) => to === 'approved').map(({ name }) => name)).toEqual(['approve', 'bypass']);
    expect(before('scheduled')).toEqual(['approved']);
    expect(before('granting')).toEqual(['approved', 'scheduled']);
    expect(before('active')).toEqual(['granting']);
  });

  test('leaves access only by its end', () => {
    expect(WITH_ACCESS.filter((status) => status !== 'ending').map(after)).toEqual([['active', 'ending'], ['ending']]);
    expect(after('ending')).toEqual(['ended', 'ending', 'failed']);
    expect(before('ended')).toEqual(['ending']);
    expect(before('failed')).toEqual(['ending']);
  });

  test('allows an approved request to be ended at any time', () => {
    expect(before('ending')).toEqual(['active', 'approved', 'ending', 'granting', 'scheduled']);
  });

  test('allows decisions only in the status requested', () => {
    expect((['approve', 'bypass', 'cancel', 'deny', 'expire'] as const).map((name) => transition(name).from)).toEqual(Array(5).fill(['requested']));
  });

  test('has a different event for each transition', () => {
    expect(new Set(all.map(({ event }) => event)).size).toBe(names.length);
    expect(all.filter(({ event }) => !/^Elevation [A-Z][a-z]+$/.test(event))).toEqual([]);
  });
});

/** Every write of the ledger that moves a request on, as the definitions have it. */
interface Move { readonly workflow: string; readonly from: string[]; readonly to?: string; readonly event?: string }

function movesOf(workflow: string, value: any): Move[] {
  if (value === null || typeof value !== 'object') { return []; }
  if (Array.isArray(value.TransactItems)) {
    const update = value.TransactItems.find((item: any) => item.Update?.ConditionExpression?.includes('#status IN'))?.Update;
    if (!update) { return []; }
    const values: [string, any][] = Object.entries(update.ExpressionAttributeValues);
    return [{
      workflow,
      from: values.filter(([name]) => /^:from\d+$/.test(name)).map(([, { S }]) => S).sort(),
      to: update.ExpressionAttributeValues[':to']?.S,
      event: value.TransactItems.find((item: any) => item.Put)?.Put.Item.event.S,
    }];
  }
  return Object.values(value).flatMap((child) => movesOf(workflow, child));
}

describe('the workflows', () => {
  const definitions = definitionsOf(elevatedAccess().stack);
  const moves = Object.entries(definitions).flatMap(([workflow, definition]) => movesOf(workflow, definition));

  test('write only changes of status that the table has, under its condition', () => {
    expect(moves.length).toBeGreaterThanOrEqual(names.length);
    const known = all.map(({ from, to }) => ({ from: [...from].sort(), to }));
    const changes = moves.filter(({ to }) => to !== undefined);
    expect(changes.filter(({ from, to }) => !known.some((one) => one.to === to && String(one.from) === String(from)))).toEqual([]);
  });

  test('write every change that the table has', () => {
    const missing = all.filter(({ from, to }) => !moves.some((move) => move.to === to && String(move.from) === String([...from].sort())));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test('check the status even if they keep it', () => {
    expect(moves.filter(({ to }) => to === undefined).map(({ from }) => from)).toEqual([['requested']]);
  });

  test('write an entry with every change, in the same transaction', () => {
    expect(moves.filter(({ event }) => event === undefined)).toEqual([]);
  });

  test('change the status only in such a transaction', () => {
    const updates = updatesOf(Object.values(definitions)).filter(({ UpdateExpression }) => /#status\s*=|\bstatus\s*=/.test(UpdateExpression));
    expect(updates.length).toBe(moves.filter(({ to }) => to !== undefined).length);
    expect(updates.filter(({ ConditionExpression }) => !ConditionExpression.includes('#status IN ('))).toEqual([]);
  });
});

function updatesOf(value: any): any[] {
  if (value === null || typeof value !== 'object') { return []; }
  return [...typeof value.UpdateExpression === 'string' ? [value] : [], ...Object.values(value).flatMap(updatesOf)];
}

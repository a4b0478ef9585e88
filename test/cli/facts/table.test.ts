import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import { Facts } from '../../../cli/facts/states';
import { readTable, tableOf } from '../../../cli/facts/table';
import { temporaryFolder } from '../support';

const folder = temporaryFolder();
const NOW = new Date('2026-11-29T08:00:00Z');
const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'reference', 'verified-facts.schema.json'), 'utf8'));
const isTable = new Ajv().compile(SCHEMA);

const HELD = { id: 'object-lock-write', outcome: 'held', seen: 'one object was written', date: '2026-11-01T08:00:00Z', region: 'eu-central-1', version: '1.2.3' };
const table = (...facts: object[]) => ({ format: 1, facts });
const read = (value: unknown) => tableOf('t.json', JSON.stringify(value), NOW);

test('a table is read as it is written', () => {
  expect(read(table(HELD)).facts).toEqual([HELD]);
  expect(isTable(table(HELD))).toBe(true);
});

test('facts that only a newer version knows are left out, and what else an entry has', () => {
  expect(read(table({ ...HELD, id: 'found-later' }, { ...HELD, more: 1 })).facts).toEqual([HELD]);
});

describe('fails on', () => {
  test.each([
    ['a text that isn\'t JSON', '{', 'isn\'t JSON'],
    ['null', 'null', 'has format nothing, this version reads format 1'],
    ['another format', '{"format": 2}', 'has format 2, this version reads format 1; make it anew with \'npm run verify:live\''],
    ['no list', '{"format": 1, "facts": {}}', 'must have \'facts\', an array of at most 200'],
    ['a list without end', JSON.stringify(table(...Array.from({ length: 201 }, (_, index) => ({ ...HELD, id: `fact-${index}` })))), 'an array of at most 200'],
    ['an entry that is null', '{"format": 1, "facts": [null]}', 'facts[0]: \'id\' must be the id of a fact, got nothing'],
    ['a fact twice', JSON.stringify(table(HELD, HELD)), 'has \'object-lock-write\' twice; keep one of them'],
  ])('%s', (_, text, said) => {
    expect(() => tableOf('t.json', text, NOW)).toThrow(said);
    expect(() => tableOf('t.json', text, NOW)).toThrow('\'t.json\', the table of facts,');
  });

  test.each([
    ['id', '__proto__', 'must be the id of a fact, got "__proto__"'],
    ['id', 7, 'must be the id of a fact, got 7'],
    ['outcome', 'proven', 'must be \'held\' or \'failed\' or \'not asked\', got "proven"'],
    ['seen', 'x'.repeat(1001), 'must be a text of at most 1000 characters'],
    ['date', '2026-11-01', 'must be an instant in UTC'],
    ['date', '2026-13-01T08:00:00Z', 'must be an instant in UTC'],
    ['date', '2036-11-01T08:00:00Z', 'that isn\'t in the future'],
    ['region', 'eu-central-1\n', 'must be a Region'],
    ['version', 'v1.2.3', 'must be a version'],
  ])('the field %s with %j', (name, value, said) => {
    expect(() => read(table({ ...HELD, [name]: value }))).toThrow(said);
  });

  test.each(['id', 'outcome', 'seen', 'date', 'region', 'version'])('an entry without %s', (name) => {
    const entry = Object.fromEntries(Object.entries(HELD).filter(([key]) => key !== name));
    expect(() => read(table(entry))).toThrow(`'${name}' must be`);
    expect(isTable(table(entry))).toBe(false);
  });

  test('a file that isn\'t there, a folder, and a file that is too large', () => {
    expect(() => readTable(join(folder, 'none.json'))).toThrow('doesn\'t exist; name the table that \'npm run verify:live\' wrote');
    mkdirSync(join(folder, 'a-folder'));
    expect(() => readTable(join(folder, 'a-folder'))).toThrow('isn\'t a file');
    writeFileSync(join(folder, 'large.json'), ' '.repeat(256 * 1024 + 1));
    expect(() => readTable(join(folder, 'large.json'))).toThrow('more than a table of facts can have');
  });
});

describe('the state of a fact', () => {
  const state = (change: object, version = '1.2.3', now = NOW) => new Facts(read(table({ ...HELD, ...change })), version, now).of('object-lock-write').state;

  test.each([
    ['held', 'it held, with this version', {}],
    ['unverified', 'it wasn\'t asked', { outcome: 'not asked' }],
    ['other version', 'it held with another version', { version: '1.2.2' }],
    ['failed', 'it failed', { outcome: 'failed' }],
    ['failed', 'it failed long ago, with another version', { outcome: 'failed', version: '0.1.0', date: '2020-01-01T00:00:00Z' }],
    ['stale', 'it held too long ago', { date: '2025-11-01T08:00:00Z' }],
  ])('is %s where %s', (wanted, _, change) => {
    expect(state(change)).toBe(wanted);
  });

  test('is held until its last fresh day, and stale after', () => {
    expect(state({ date: '2025-11-29T08:00:00Z' })).toBe('held');
    expect(state({ date: '2025-11-29T07:59:59Z' })).toBe('stale');
  });

  test('is unverified without a table', () => {
    expect(new Facts(undefined, '1.2.3', NOW).in('unverified')).toHaveLength(14);
  });
});

import { readFileSync, statSync } from 'fs';
import { FACT_IDS, FactId } from 'cdk-break-glass/internal';
import { UserError } from '../errors';

/** Raised when a reader of the table would have to change. docs/reference/verified-facts.schema.json describes it. */
export const TABLE_FORMAT = 1;

export const OUTCOMES = ['held', 'failed', 'not asked'] as const;
export type Outcome = typeof OUTCOMES[number];

/** What a live account showed about one fact. The account isn't named: a table is kept in repositories and shown to auditors. */
export interface VerifiedFact {
  readonly id: FactId;
  readonly outcome: Outcome;
  /** What was seen, or why nothing was asked. */
  readonly seen: string;
  /** When, as an ISO instant in UTC. */
  readonly date: string;
  readonly region: string;
  /** Version of the library that asked. */
  readonly version: string;
}

export interface FactTable {
  readonly format: number;
  readonly facts: readonly VerifiedFact[];
}

/** A table has one line for each fact; anything larger is something else. */
const MOST_BYTES = 256 * 1024;
const MOST_FACTS = 200;
const LONGEST = 1000;

const ID = /^[a-z][a-z0-9-]{0,63}$/;
const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/;
const VERSION = /^\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9A-Za-z.-]{1,64})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;
/** A clock that is a little ahead is no lie; a date far ahead would stay fresh for ever. */
const MOST_AHEAD_MS = 24 * 3600_000;

/** Reads a table from a file that anybody may have written. */
export function readTable(path: string, now: Date = new Date()): FactTable {
  return tableOf(path, textOf(path), now);
}

function textOf(path: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) { throw new UserError(`${called(path)} isn't a file; name the table that 'npm run verify:live' wrote`); }
    if (stat.size > MOST_BYTES) { throw new UserError(`${called(path)} has ${stat.size} bytes, more than a table of facts can have; ${MADE_ANEW}`); }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) { throw error; }
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${called(path)} ${code === 'ENOENT' || code === 'ENOTDIR' ? 'doesn\'t exist; name the table that \'npm run verify:live\' wrote' : `can't be read: ${message}`}`);
  }
}

/** The table in a text; the error names the file, the place and the value. */
export function tableOf(path: string, text: string, now: Date = new Date()): FactTable {
  let value: any;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${called(path)} isn't JSON: ${(error as Error).message}`);
  }
  if (value?.format !== TABLE_FORMAT) { throw new UserError(`${called(path)} has format ${shortly(value?.format)}, this version reads format ${TABLE_FORMAT}; ${MADE_ANEW}`); }
  if (!Array.isArray(value.facts) || value.facts.length > MOST_FACTS) { throw new UserError(`${called(path)} must have 'facts', an array of at most ${MOST_FACTS}; ${MADE_ANEW}`); }
  const seen = new Set<string>();
  const facts = value.facts.map((one: any, index: number) => {
    const fact = factIn(one, `${called(path)} facts[${index}]`, now);
    if (seen.has(fact.id)) { throw new UserError(`${called(path)} has '${fact.id}' twice; keep one of them`); }
    seen.add(fact.id);
    return fact;
  });
  // A newer version may know more facts; no claim of this one rests on them.
  return { format: TABLE_FORMAT, facts: facts.filter(({ id }: VerifiedFact) => FACT_IDS.includes(id)) };
}

function factIn(one: any, place: string, now: Date): VerifiedFact {
  const need = (name: keyof VerifiedFact, what: string, holds: (value: string) => boolean) => {
    const value = one !== null && typeof one === 'object' && Object.hasOwn(one, name) ? one[name] : undefined;
    if (typeof value !== 'string' || !holds(value)) { throw new UserError(`${place}: '${name}' must be ${what}, got ${shortly(value)}; ${MADE_ANEW}`); }
    return value;
  };
  const isInstant = (text: string) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)) && Date.parse(text) <= now.getTime() + MOST_AHEAD_MS;
  return {
    id: need('id', 'the id of a fact', (text) => ID.test(text)) as FactId,
    outcome: need('outcome', OUTCOMES.map((outcome) => `'${outcome}'`).join(' or '), (text) => OUTCOMES.includes(text as Outcome)) as Outcome,
    seen: need('seen', `a text of at most ${LONGEST} characters`, (text) => text.length <= LONGEST),
    date: need('date', 'an instant in UTC that isn\'t in the future, such as 2026-11-29T08:00:00Z', isInstant),
    region: need('region', 'a Region, such as eu-central-1', (text) => REGION.test(text)),
    version: need('version', 'a version, such as 1.2.3', (text) => VERSION.test(text)),
  };
}

const MADE_ANEW = 'make it anew with \'npm run verify:live\'';
/** Of the files that the command names, an error must say which one it is about. */
const called = (path: string) => `'${path}', the table of facts,`;

function shortly(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

import { Clause, clauseText, covers, lineOf, matches, Named, principalsText, Statement, statementOf } from './statement';

/** What a change does to access. What can't be told must be looked at by a person: it may widen. */
export type Effect = 'widens' | 'may widen' | 'narrows';

/** A statement or a responder that was added, removed or changed. */
export interface LineChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a change: the statement as it is now. */
  readonly line: string;
  /** The change gives access. Otherwise it takes access away, or 'mayWiden' is true. */
  readonly widens: boolean;
  /** A value took the place of another one: it can't be told whether that gives access or takes it. */
  readonly mayWiden?: true;
  /** Of a change: the statement as it was. */
  readonly before?: string;
  /** Of a change: what is different, such as `ArnNotEquals aws:PrincipalArn no longer exempts AWS …`. */
  readonly what?: readonly string[];
}

export const effectOf = ({ widens, mayWiden }: LineChange): Effect => (mayWiden ? 'may widen' : widens ? 'widens' : 'narrows');

/** The lines with a number, and whether more of it gives more access. Of the two lines of a change both widen access, or neither. */
export const NUMBERS: readonly { readonly line: RegExp; readonly more: boolean }[] = [
  { line: /^(session up to )(\d+)( s)$/, more: true }, { line: /^(up to )(\d+)( minutes)$/, more: true }, { line: /^(needs )(\d+)( approvals)$/, more: false },
];

/** More values of one line than this are compared as a whole. */
const MOST_VALUES = 20_000;

/**
 * What lines allow and deny, compared by principal, action and resource, not by their text: a statement that lost one of its principals took access
 * from this one, and gave none to the others.
 */
export function lineChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  const [old, now] = [new Set(before), new Set(after)];
  const [gone, come] = [before.filter((line) => !now.has(line)), after.filter((line) => !old.has(line))];
  if (gone.length + come.length === 0) { return []; }
  const [was, is] = [parsed(gone), parsed(come)];
  return [
    ...is.others.map((line) => ({ change: 'added' as const, line, widens: numberWidens(line, before, after) ?? !takes(line) })),
    ...was.others.map((line) => ({ change: 'removed' as const, line, widens: numberWidens(line, before, after) ?? takes(line) })),
    ...statementChanges(was.statements, is.statements, parsed(before.filter((line) => now.has(line))).statements),
  ];
}

/** Whether a statement takes access away. */
const takes = (line: string) => /^(Trust: |Boundary: )?Deny /.test(line);

function numberWidens(line: string, before: readonly string[], after: readonly string[]): boolean | undefined {
  const number = NUMBERS.find((each) => each.line.test(line));
  if (!number) { return undefined; }
  const in_ = (lines: readonly string[]) => lines.map((each) => number.line.exec(each)?.[2]).find((found) => found !== undefined);
  const [was, is] = [in_(before), in_(after)];
  return was === undefined || is === undefined ? undefined : number.more ? Number(is) > Number(was) : Number(is) < Number(was);
}

function parsed(lines: readonly string[]): { readonly statements: readonly Statement[]; readonly others: readonly string[] } {
  const statements: Statement[] = [];
  const others: string[] = [];
  for (const line of lines) {
    const statement = statementOf(line);
    if (statement) { statements.push(statement); } else { others.push(line); }
  }
  return { statements, others };
}

function statementChanges(was: readonly Statement[], is: readonly Statement[], kept: readonly Statement[]): LineChange[] {
  const [old, now] = [was.flatMap(single), is.flatMap(single)];
  const [oldLines, nowLines] = [old, now].map((statements) => new Set(statements.map(lineOf)));
  const covered = (statement: Statement, by: readonly Statement[]) => by.some((wide) => covers(wide, statement));
  const gone = old.filter((statement) => !nowLines.has(lineOf(statement)) && !covered(statement, kept));
  const come = now.filter((statement) => !oldLines.has(lineOf(statement)) && !covered(statement, kept));
  const { pairs, rest } = paired(gone, come);
  return [
    // What a broader statement says as well, is neither lost nor gained.
    ...together(rest.come.filter((statement) => !covered(statement, was))).map((statement) => (
      { change: 'added' as const, line: lineOf(statement), widens: statement.effect === 'Allow' })),
    ...together(rest.gone.filter((statement) => !covered(statement, is))).map((statement) => (
      { change: 'removed' as const, line: lineOf(statement), widens: statement.effect === 'Deny' })),
    ...pairChanges(pairs),
  ];
}

/** One statement for each principal and resource. */
function single(statement: Statement): Statement[] {
  const each = (named: Named | undefined): (Named | undefined)[] => (
    !named || named.not ? [named] : named.values.map((value) => ({ not: false, values: [value] })));
  const [principals, resources] = [each(statement.principal), each(statement.resource)];
  if (principals.length * resources.length > MOST_VALUES) { return [statement]; }
  return principals.flatMap((principal) => resources.map((resource) => ({ ...statement, principal, resource })));
}

type Element = 'principal' | 'resource';

/** Those that differ in their principals or in their resources alone, as one. */
function together(statements: readonly Statement[]): Statement[] {
  let all = [...statements];
  for (const element of ['principal', 'resource'] as const) {
    all = [...groups(all, (statement) => keyWithout(statement, element)).values()].map((group) => withValues(group[0], element, group));
  }
  return all;
}

function keyWithout(statement: Statement, element: Element): string {
  return statement[element]?.not === false ? `${element} ${lineOf({ ...statement, [element]: undefined })}` : lineOf(statement);
}

function withValues(statement: Statement, element: Element, group: readonly Statement[]): Statement {
  if (statement[element]?.not !== false) { return statement; }
  return { ...statement, [element]: { not: false, values: [...new Set(group.flatMap((one) => one[element]!.values))].sort() } };
}

function groups<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const known = found.get(key(item));
    if (known) { known.push(item); } else { found.set(key(item), [item]); }
  }
  return found;
}

interface Pair {
  readonly was: Statement;
  readonly is: Statement;
}

interface Pairs {
  readonly pairs: readonly Pair[];
  /** Those without a counterpart. */
  readonly rest: { readonly gone: readonly Statement[]; readonly come: readonly Statement[] };
}

/** A statement and what became of it: the same but for its condition, or for those that it leaves out. The most alike are paired first. */
function paired(gone: readonly Statement[], come: readonly Statement[]): Pairs {
  const successors = groups(come, pairKey);
  const found = gone.flatMap((was) => (successors.get(pairKey(was)) ?? []).map((is) => ({ was, is, alike: likeness(was, is) })))
    .filter(({ alike }) => alike >= 0);
  const [oldTaken, nowTaken] = [new Set<Statement>(), new Set<Statement>()];
  const pairs = found.sort((a, b) => b.alike - a.alike).filter(({ was, is }) => {
    if (oldTaken.has(was) || nowTaken.has(is)) { return false; }
    oldTaken.add(was);
    nowTaken.add(is);
    return true;
  });
  return { pairs, rest: { gone: gone.filter((one) => !oldTaken.has(one)), come: come.filter((one) => !nowTaken.has(one)) } };
}

const ELEMENTS = ['action', 'principal', 'resource'] as const;

function pairKey(statement: Statement): string {
  return JSON.stringify([statement.prefix, statement.effect, ...ELEMENTS.map((element) => (statement[element]?.not ? 'all but' : statement[element]))]);
}

/** How much two statements share; negative where they have nothing in common that makes them the same. */
function likeness(was: Statement, is: Statement): number {
  const lists = ELEMENTS.filter((element) => was[element]?.not).map((element) => [was[element]!.values, is[element]!.values] as const);
  if (lists.some(([old, now]) => !old.some((value) => now.includes(value)))) { return -1; }
  const [oldTests, nowTests] = [was, is].map(({ clauses = [] }) => (
    clauses.flatMap(({ operator, key, values }) => values.map((value) => `${operator} ${key} ${value}`))));
  const shared = (old: readonly string[], now: readonly string[]) => old.filter((value) => now.includes(value)).length;
  return lists.reduce((sum, [old, now]) => sum + shared(old, now), shared(oldTests, nowTests));
}

function pairChanges(pairs: readonly Pair[]): LineChange[] {
  let all = [...pairs];
  for (const element of ['principal', 'resource'] as const) {
    const grouped = groups(all, ({ was, is }) => `${keyWithout(was, element)} ${keyWithout(is, element)}`);
    all = [...grouped.values()].map((group) => ({
      was: withValues(group[0].was, element, group.map(({ was }) => was)),
      is: withValues(group[0].is, element, group.map(({ is }) => is)),
    }));
  }
  return all.flatMap(({ was, is }) => {
    const differences = [...ELEMENTS.flatMap((element) => leftOut(element, was[element], is[element])), ...conditionDifferences(was, is)];
    // The same in another order, or with a value that another one takes in.
    if (differences.length === 0) { return []; }
    const reach = new Set(differences.map(({ broader }) => broader));
    const unknown = reach.size !== 1 || reach.has(undefined);
    const widens = !unknown && reach.has(is.effect === 'Allow');
    return [{
      change: 'changed' as const,
      line: lineOf(is),
      widens,
      ...unknown ? { mayWiden: true as const } : {},
      before: lineOf(was),
      what: differences.map(({ text }) => text),
    }];
  });
}

interface Difference {
  readonly text: string;
  /** The statement says more; undefined where it can't be told. */
  readonly broader: boolean | undefined;
}

/** Of those that a statement leaves out: the more, the less it says. */
function leftOut(element: typeof ELEMENTS[number], was: Named | undefined, is: Named | undefined): Difference[] {
  if (!was?.not || !is?.not) { return []; }
  const texts = element === 'principal' ? principalsText : (values: readonly string[]) => values.join(', ');
  return valueDifferences(was.values, is.values, true, true, (gone, values) => `${gone ? 'no longer leaves out' : 'now leaves out'} ${texts(values)}`);
}

function valueDifferences(
  was: readonly string[], is: readonly string[], negated: boolean, patterns: boolean, text: (gone: boolean, values: readonly string[]) => string,
): Difference[] {
  const within = (value: string, values: readonly string[]) => values.some((each) => each === value || (patterns && matches(each, value)));
  const [gone, come] = [was.filter((value) => !within(value, is)), is.filter((value) => !within(value, was))];
  if (gone.length + come.length === 0) { return []; }
  return [
    ...gone.length > 0 ? [{ text: text(true, gone), broader: negated }] : [],
    ...come.length > 0 ? [{ text: text(false, come), broader: !negated }] : [],
  ];
}

function conditionDifferences(was: Statement, is: Statement): Difference[] {
  if (was.condition === is.condition) { return []; }
  if (!was.clauses || !is.clauses) { return [{ text: `no longer when ${was.condition ?? 'always'}, now when ${is.condition ?? 'always'}`, broader: undefined }]; }
  const name = ({ operator, key }: Clause) => `${operator} ${key}`;
  const [old, now] = [was.clauses, is.clauses].map((clauses) => new Map(clauses.map((clause) => [name(clause), clause])));
  const gone = was.clauses.filter((clause) => !now.has(name(clause)));
  const come = is.clauses.filter((clause) => !old.has(name(clause)));
  return [
    ...gone.length > 0 ? [{ text: `no longer when ${gone.map(clauseText).join(' and ')}`, broader: true }] : [],
    ...come.length > 0 ? [{ text: `now when ${come.map(clauseText).join(' and ')}`, broader: false }] : [],
    ...is.clauses.flatMap((clause) => clauseDifferences(is.effect, old.get(name(clause)), clause)),
  ];
}

function clauseDifferences(effect: Statement['effect'], was: Clause | undefined, is: Clause): Difference[] {
  if (!was || clauseText(was) === clauseText(is)) { return []; }
  const { operator, key } = is;
  const instead = `now when ${clauseText(is)}, no longer when ${clauseText(was)}`;
  const bound = /(Numeric|Date)(Less|Greater)Than/.exec(operator);
  if (bound) {
    const [old, now] = [was, is].map(({ values }) => (values.length !== 1 ? NaN : bound[1] === 'Date' ? Date.parse(values[0]) : Number(values[0])));
    const known = !Number.isNaN(old) && !Number.isNaN(now) && old !== now;
    return [{ text: instead, broader: known ? (now > old) === (bound[2] === 'Less') : undefined }];
  }
  if (/Bool|Null|Numeric|Date/.test(operator)) { return [{ text: instead, broader: undefined }]; }
  const negated = /Not/.test(operator);
  const exempts = negated && effect === 'Deny';
  return valueDifferences(was.values, is.values, negated, /Like|Arn/.test(operator), (gone, values) => (
    `${operator} ${key} ${gone ? 'no longer ' : 'now also '}${exempts ? 'exempts' : 'has'} ${values.join(', ')}`));
}

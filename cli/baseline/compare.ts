import { LineChange, lineChanges } from './statement-changes';
import { AccessRole, AccessUser, NO_BOUNDARY } from '../prove/access';
import { ProofDocument } from '../prove/document';

/** What changed for principals of one name: the same change in many accounts is told once. */
export interface PrincipalChange {
  readonly kind: 'user' | 'role' | 'permission set' | 'assignment' | 'elevation rule';
  readonly change: 'new' | 'gone' | 'changed';
  readonly name: string;
  readonly accounts: readonly string[];
  readonly lines: readonly LineChange[];
}

export interface ClaimChange {
  readonly id: string;
  /** Undefined where the claim wasn't asked. */
  readonly before?: string;
  readonly after?: string;
}

export interface AssumptionChange {
  readonly change: 'new' | 'gone';
  readonly claim: string;
  readonly subject: string;
  readonly text: string;
  readonly check: string;
}

export interface Comparison {
  readonly claims: readonly ClaimChange[];
  readonly principals: readonly PrincipalChange[];
  readonly assumptions: readonly AssumptionChange[];
}

/** What changed from one result to a later one. */
export function compare(before: ProofDocument, after: ProofDocument): Comparison {
  const principals = together(principalChanges(before, after));
  return { claims: claimChanges(before, after), principals, assumptions: assumptionChanges(before, after) };
}

function claimChanges(before: ProofDocument, after: ProofDocument): ClaimChange[] {
  const verdicts = (document: ProofDocument) => new Map(document.claims.map(({ id, verdict }) => [id, verdict]));
  const [old, now] = [verdicts(before), verdicts(after)];
  // A claim that wasn't asked now was left out on purpose.
  return [...now].filter(([id, verdict]) => old.get(id) !== verdict).map(([id, verdict]) => ({ id, before: old.get(id), after: verdict }));
}

function assumptionChanges(before: ProofDocument, after: ProofDocument): AssumptionChange[] {
  const of = ({ claims }: ProofDocument) => new Map(claims.flatMap(({ id, assumptions }) => assumptions.map(({ subject, text, check }) => (
    [`${id} ${subject} ${text} ${check}`, { claim: id, subject, text, check }] as const))));
  const asked = new Set(after.claims.map(({ id }) => id));
  const [old, now] = [of(before), of(after)];
  return [
    ...[...now].filter(([key]) => !old.has(key)).map(([, each]) => ({ change: 'new' as const, ...each })),
    ...[...old].filter(([key, { claim }]) => !now.has(key) && asked.has(claim)).map(([, each]) => ({ change: 'gone' as const, ...each })),
  ];
}

type Described = Omit<PrincipalChange, 'change' | 'lines'> & { readonly lines: readonly string[] };

function principalChanges(before: ProofDocument, after: ProofDocument): PrincipalChange[] {
  const [old, now] = [described(before), described(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const lines = boundaryChanges(was?.lines ?? [], is?.lines ?? []);
    if (was && is && lines.length === 0) { return []; }
    const { kind, name, accounts } = (is ?? was)!;
    return [{ kind, name, accounts, change: was ? is ? 'changed' as const : 'gone' as const : 'new' as const, lines: was && is ? lines : responders(lines) }];
  });
}

/** Of a new principal, or one that is gone, it matters who could become it; its permissions as a whole would fill pages. */
const responders = (lines: readonly LineChange[]) => lines.filter(({ line }) => line.startsWith(RESPONDER));

const RESPONDER = 'responder ';

function described({ access }: ProofDocument): Map<string, Described> {
  const { permissions } = access;
  const user = ({ name, account, permissions: key }: AccessUser): Described => ({ kind: 'user', name, accounts: [account], lines: permissions[key] ?? [] });
  const role = (each: AccessRole): Described => ({
    ...user(each),
    kind: 'role',
    lines: [
      ...each.responders.map((responder) => `${RESPONDER}${responder}`),
      `session up to ${each.maxSessionSeconds} s`,
      ...(permissions[each.trust] ?? []).map((line) => `Trust: ${line}`),
      ...permissions[each.permissions] ?? [],
    ],
  });
  return new Map([
    ...access.users.map((each) => [`user ${each.arn}`, user(each)] as const),
    ...access.roles.map((each) => [`role ${each.arn}`, role(each)] as const),
    ...access.permissionSets.map(({ name, stack, permissions: key }) => (
      [`set ${stack} ${name}`, { kind: 'permission set', name, accounts: [], lines: permissions[key] ?? [] } as Described] as const)),
    // A result of an earlier version has no rules.
    ...(access.elevation ?? []).map(({ name, permissions: key }) => (
      [`rule ${name}`, { kind: 'elevation rule', name, accounts: [], lines: permissions[key] ?? [] } as Described] as const)),
    ...access.assignments.map((line) => [`assignment ${line}`, { kind: 'assignment', name: line, accounts: [], lines: [] } as Described] as const),
  ]);
}

const BOUNDARY = 'Boundary: ';

const isBounded = (lines: readonly string[]) => lines.some((line) => line.startsWith(BOUNDARY)) && !lines.includes(NO_BOUNDARY);

/** A boundary takes access away, whatever it allows: one that comes or goes is told as a whole, not by its statements. */
function boundaryChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  const comes = isBounded(after);
  if (comes === isBounded(before)) { return lineChanges(before, after); }
  const others = (lines: readonly string[]) => lines.filter((line) => !line.startsWith(BOUNDARY) && line !== NO_BOUNDARY);
  return [{ change: 'added', line: comes ? 'has a boundary now' : 'no boundary any more', widens: !comes }, ...lineChanges(others(before), others(after))];
}

function together(changes: readonly PrincipalChange[]): PrincipalChange[] {
  const groups = new Map<string, PrincipalChange>();
  for (const change of changes) {
    const key = JSON.stringify([change.kind, change.change, change.name, change.lines]);
    const known = groups.get(key);
    groups.set(key, known ? { ...known, accounts: [...known.accounts, ...change.accounts] } : change);
  }
  return [...groups.values()];
}

import { NamedPolicy, AccessLevel, actionsOf, CatalogueAction, expandAction, serviceNames, splitAction, wildcardRegex } from 'cdk-break-glass/internal';

/** One statement's changes: the action patterns as written, with how many catalogue actions a wildcard stands for. */
export interface WriteGrant {
  readonly actions: ReadonlyArray<{ readonly pattern: string; readonly standsFor: number }>;
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
}

/** What policies come to: what they allow, less what they or the boundary deny outright. */
export interface PolicySummary {
  readonly reads: number;
  readonly writes: number;
  readonly tagging: number;
  readonly permissions: number;
  readonly readServices: readonly string[];
  readonly writeServices: readonly string[];
  readonly grants: readonly WriteGrant[];
  /** Names of the denies that hold further, under conditions or on resources. */
  readonly denies: readonly string[];
}

export function summarise(policies: readonly NamedPolicy[], boundary?: NamedPolicy): PolicySummary {
  const statements = policies.flatMap(({ document }) => statementsOf(document));
  const bounding = boundary && statementsOf(boundary.document);
  const denying = [...statements, ...bounding ?? []].filter((statement) => statement.Effect === 'Deny');
  const outright = denying.filter((statement) => !statement.Condition && list(statement.Resource).includes('*')).map(selector);
  const within = bounding?.filter((statement) => statement.Effect === 'Allow').map(selector);
  const left = (action: CatalogueAction) =>
    !outright.some((denied) => denied(action.name)) && (!within || within.some((allowed) => allowed(action.name)));

  const levels = new Map<string, AccessLevel>();
  const grants: WriteGrant[] = [];
  for (const statement of statements.filter((candidate) => candidate.Effect === 'Allow')) {
    const changing: WriteGrant['actions'][number][] = [];
    for (const [pattern, actions] of expanded(statement)) {
      const allowed = actions.filter(left);
      allowed.forEach((action) => levels.set(action.name, action.level));
      const changes = allowed.filter((action) => !reads(action.level));
      if (changes.length > 0) { changing.push({ pattern, standsFor: changes.length }); }
    }
    if (changing.length > 0) {
      grants.push({
        actions: changing,
        resources: statement.NotResource ? list(statement.NotResource).map((resource) => `all but ${resource}`) : list(statement.Resource),
        conditions: conditionsOf(statement),
      });
    }
  }
  const of = (...wanted: AccessLevel[]) => [...levels].filter(([, level]) => wanted.includes(level)).map(([action]) => action);
  return {
    reads: of('List', 'Read').length,
    writes: of('Write').length,
    tagging: of('Tagging').length,
    permissions: of('Permissions management').length,
    readServices: services(of('List', 'Read')),
    writeServices: services(of('Write', 'Tagging', 'Permissions management')),
    grants,
    denies: denying.map((statement) => statement.Sid).filter((sid) => sid !== undefined),
  };
}

export function statementsOf(document: any): any[] {
  const statements = document?.Statement ?? [];
  return Array.isArray(statements) ? statements : [statements];
}

export function list(value: any): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

/** `StringEquals ssm:resourceTag/IncidentResponse: allowed`. */
export function conditionsOf(statement: any): string[] {
  return Object.entries<any>(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries<any>(keys ?? {}).map(([key, values]) => `${operator} ${key}: ${list(values).join(', ')}`));
}

function reads(level: AccessLevel): boolean {
  return level === 'List' || level === 'Read';
}

function services(actions: readonly string[]): string[] {
  return [...new Set(actions.map((action) => splitAction(action)[0]))].sort();
}

/** The patterns of an allowing statement with the catalogue actions they stand for. */
function expanded(statement: any): Array<[string, readonly CatalogueAction[]]> {
  if (statement.Action !== undefined) { return list(statement.Action).map((pattern) => [pattern, expand(pattern)]); }
  const selected = selector(statement);
  return [[`everything but ${list(statement.NotAction).join(', ')}`, expand('*').filter((action) => selected(action.name))]];
}

const expansions = new Map<string, readonly CatalogueAction[]>();

function expand(pattern: string): readonly CatalogueAction[] {
  let actions = expansions.get(pattern);
  if (!actions) {
    const [service] = splitAction(pattern);
    const regex = wildcardRegex(pattern);
    actions = /[*?]/.test(service)
      ? serviceNames().flatMap((name) => actionsOf(name) ?? []).filter((action) => regex.test(action.name))
      : expandAction(pattern);
    expansions.set(pattern, actions);
  }
  return actions;
}

/** Whether a statement is about an action, by all its patterns in one expression. */
function selector(statement: any): (action: string) => boolean {
  const patterns = list(statement.Action ?? statement.NotAction).map((pattern) => wildcardRegex(pattern).source);
  const regex = new RegExp(patterns.join('|') || '(?!)', 'i');
  return statement.Action !== undefined ? (action) => regex.test(action) : (action) => !regex.test(action);
}

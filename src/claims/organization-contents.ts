/** Reads service and resource control policies: what hinges on the deployment, or on the place of the app in its organization, is neither yes nor no. */
import { unknownsIn } from './resolve';
import { listOf, textsOf } from '../analysis/policy/lists';
import { wildcardRegex } from '../private/iam-catalogue';
import { jsonOf } from '../private/texts';

/** No operator of IAM: a statement that asks for it can't be decided. */
const OPEN = { UnknownUntilDeployment: { 'aws:PrincipalArn': '*' } };

export const contentOf = (content: unknown): any => (typeof content === 'string' ? jsonOf(content) : content);

export const ORGANIZATION_KEYS = /^aws:(principal|resource)org(id|paths)$/i;

/** Values that conditions compare with a key. */
export function valuesOf(content: any, key: RegExp): string[] {
  return listOf(content?.Statement).flatMap((statement: any) => Object.values<any>(statement?.Condition ?? {}))
    .flatMap((keys) => Object.entries<any>(keys ?? {})).filter(([name]) => key.test(name)).flatMap(([, values]) => textsOf(values));
}

/** A policy whose open parts may be about everything: whatever hinges on them can't be decided. */
export function decidable(content: any, ids: readonly string[]): any {
  const statements = listOf(content?.Statement);
  return { Version: '2012-10-17', Statement: (statements.length > 0 ? statements : [undefined]).flatMap((statement: any) => variants(statement, ids)) };
}

const UNREADABLE = { Sid: 'that can\'t be read', Effect: 'Deny', Action: '*', Resource: '*', Condition: OPEN };

function variants(statement: any, ids: readonly string[]): any[] {
  if (statement === null || typeof statement !== 'object') { return [UNREADABLE]; }
  // RCPs name every principal.
  const { Principal: _, ...about } = statement;
  const inside = withinOrganization(about, ids);
  if (inside === undefined) { return []; }
  return unknownsIn(inside).length > 0 ? [inside, asOpen(inside)] : [inside];
}

/** The statement for principals of the organization, whose place in it no template tells; undefined where it is about others only. */
function withinOrganization(statement: any, ids: readonly string[]): any {
  const Condition: any = {};
  for (const [operator, keys] of Object.entries<any>(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries<any>(keys ?? {})) {
      const isPath = /orgpaths$/i.test(key) && ORGANIZATION_KEYS.test(key);
      const named = isPath && textsOf(values).some((path) => ids.some((id) => wildcardRegex(path.split('/')[0]).test(id)));
      if (named && isNegated(operator)) { return undefined; }
      if (!named) { Condition[operator] = { ...Condition[operator], [key]: values }; }
    }
  }
  return { ...statement, ...(statement.Condition === undefined ? {} : { Condition }) };
}

const isNegated = (operator: string) => /not/i.test(operator);

/** What only the deployment knows may be what the request has. A negated condition holds as it stands. */
function asOpen(statement: any): any {
  const Condition: any = { ...OPEN };
  for (const [operator, keys] of Object.entries<any>(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries<any>(keys ?? {})) {
      const open = unknownsIn(values).length > 0 && !isNegated(operator);
      // It needs a value to be compared.
      const [by, wanted] = open ? ['Null', 'false'] : [operator, values];
      Condition[by] = { ...Condition[by], [key]: wanted };
    }
  }
  const patterns = Object.fromEntries(['Action', 'Resource'].filter((element) => statement[element] !== undefined)
    .map((element) => [element, widened(statement[element])]));
  return { ...statement, ...patterns, Condition };
}

const widened = (value: unknown) => textsOf(value).map((text) => unknownsIn(text).reduce((rest, mark) => rest.split(mark).join('*'), text));

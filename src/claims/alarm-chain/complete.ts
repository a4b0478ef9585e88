/**
 * What the filters and rules of one construct lack: the library's own functions are asked again what they write for the users, roles, topics and keys
 * that the construct's patterns name.
 */
import { partsOf, placeOf } from './chain';
import { canonical } from './faults';
import { Expression, parseMetricFilter } from '../../analysis/metric-filter';
import { DetectionId, DETECTIONS, manyForRules } from '../../detection/detections';
import { Watched } from '../../detection/shapes';
import { AccessModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { ResourceModel } from '../resource';

/** Terms or patterns that nothing has, by the detection that they belong to. */
export type Lacking = ReadonlyMap<DetectionId, readonly string[]>;

interface Principal {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  readonly name: string;
}

const IAM_ARN = /arn:[^:"*\s]+:iam::[^:"*\s]*:(?:user|role)\/[\w+=,.@/-]*[\w+=,.@-]/g;
const sessionPrefix = (arn: string, name: string) => `${arn.slice(0, arn.indexOf(':iam::'))}:sts::${arn.split(':')[4]}:assumed-role/${name}/`;

function principalOf(arn: string): Principal {
  return { kind: arn.includes(':user/') ? 'user' : 'role', arn, name: arn.slice(arn.lastIndexOf('/') + 1) };
}

/** Everybody whom the app has or watches, wherever. */
const everybody = ofModel((model: AccessModel): readonly Principal[] => {
  const patterns = [...ofType(model, 'AWS::Logs::MetricFilter'), ...ofType(model, 'AWS::Events::Rule')].map(({ props }) => JSON.stringify([props.FilterPattern, props.EventPattern]));
  const arns = [...model.users.map(({ arn }) => arn), ...model.roles.map(({ arn }) => arn), ...patterns.flatMap((text) => text.match(IAM_ARN) ?? [])];
  return [...new Set(arns)].map(principalOf);
});

/** The principals by each text that means one of them, and by their names, which several accounts may have. */
const byText = ofModel((model) => {
  const index = new Map<string, Principal[]>();
  const put = (text: string, principal: Principal) => { index.set(text, [...index.get(text) ?? [], principal]); };
  for (const principal of everybody(model)) {
    const { kind, arn, name } = principal;
    const session = sessionPrefix(arn, name);
    for (const text of kind === 'user' ? [arn] : [arn, `*${arn}`, session, `${session}*`]) { put(text, principal); }
    put(kind === 'user' ? `name ${name}` : `name */${name}`, principal);
  }
  return index;
});

function watchedIn(model: AccessModel, texts: ReadonlySet<string>, { stack: { account, region } }: ResourceModel): Watched {
  const index = byText(model);
  const named = new Set([...texts].flatMap((text) => index.get(text) ?? []));
  const names = new Set([...named].map(({ kind, name }) => `${kind} ${name}`));
  // Only a name is left of somebody whose ARN no pattern has any more.
  const byName = [...texts].flatMap((text) => index.get(`name ${text}`) ?? []).filter(({ kind, name }) => !names.has(`${kind} ${name}`));
  const alone = byName.filter((one) => byName.filter((other) => other.kind === one.kind && other.name === one.name).length === 1);
  const all = [...named, ...new Set(alone)];
  const starting = (prefix: RegExp) => [...new Set([...texts].filter((text) => prefix.test(text)).map((text) => text.replace(/:\*?$/, '')))];
  return {
    partition: 'aws',
    account,
    region,
    users: all.filter(({ kind }) => kind === 'user'),
    roles: all.filter(({ kind }) => kind === 'role').map(({ arn, name }) => ({ arn, name, sessionArnPrefix: sessionPrefix(arn, name) })),
    trailLogGroupName: [...texts].find((text) => text.startsWith(LOG_GROUP))?.slice(LOG_GROUP.length),
    topicArns: starting(/^arn:[^:]+:sns:/),
    keyArns: starting(/^arn:[^:]+:kms:/),
  };
}

/** A mark for the one text whose meaning only its field tells. */
const LOG_GROUP = 'log group ';

interface Terms {
  readonly all: readonly string[];
  readonly any: ReadonlySet<string>;
}

const expressionOf = (text: string): Expression => parseMetricFilter(text).expression;
const textOf = (expression: Expression): string => JSON.stringify(expression);

/** A pattern may be cut into `all` and `any` wherever one alternative is enough: both readings are there. */
function readingsOf(expression: Expression): Terms[] {
  const operands = expression.kind === 'and' ? expression.operands : [expression];
  const last = operands[operands.length - 1];
  return [
    { all: operands.map(textOf), any: new Set() },
    { all: [], any: new Set([textOf(expression)]) },
    { all: operands.slice(0, -1).map(textOf), any: new Set((last.kind === 'or' ? [...last.operands, last] : [last]).map(textOf)) },
  ];
}

/** All alternatives of the patterns that begin alike, by their beginning. */
function alternativesOf(expressions: readonly Expression[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const expression of expressions) {
    for (const { all, any } of readingsOf(expression)) {
      const beginning = canonical(all);
      const known = found.get(beginning) ?? new Set();
      found.set(beginning, known);
      any.forEach((term) => known.add(term));
    }
  }
  return found;
}

/** What the filters of one alarm lack of what the library writes for whom they watch. */
export function lackingFilters(model: AccessModel, filters: readonly ResourceModel[]): Lacking {
  const patterns = filters.flatMap(({ props }) => {
    const { detection } = partsOf(props.FilterName)!;
    // What can't be read watches for nothing: another fact says so.
    try { return [{ detection, expression: expressionOf(String(props.FilterPattern)) }]; } catch { return []; }
  });
  const texts = new Set(patterns.flatMap(({ expression }) => textsIn(expression)));
  const watched = watchedIn(model, texts, filters[0]);
  const alternatives = new Map(DETECTIONS.map(({ id }) => (
    [id, alternativesOf(patterns.filter(({ detection }) => detection === id).map(({ expression }) => expression))])));
  const lacking = [false, true].map((many) => new Map(DETECTIONS.map(({ id, filters: write }) => {
    const found = alternatives.get(id)!;
    return [id, write(watched, many).flatMap(({ all, any }) => {
      const beside = found.get(canonical(all.map((term) => textOf(expressionOf(`{ ${term} }`)))));
      if (!any) { return beside ? [] : [all.join(' && ')]; }
      return [...new Set(any)].filter((term) => !beside?.has(textOf(expressionOf(`{ ${term} }`)))).map((term) => [...all, term].join(' && '));
    })] as const;
  })));
  // With many roles the filters are shorter. One of the two ways is that of the construct.
  const size = (one: Lacking) => [...one.values()].flat().length;
  return lacking.sort((one, other) => size(one) - size(other))[0];
}

function textsIn(expression: any): string[] {
  const { kind, operands, selector, text } = expression;
  if (operands) { return operands.flatMap(textsIn); }
  if (kind === undefined || text === undefined) { return []; }
  const value = String(text);
  return (selector as unknown[] | undefined)?.at(-1) === 'logGroupName' ? [value, `${LOG_GROUP}${value}`] : [value];
}

/** What the rules of one construct lack of what the library writes for whom they watch. */
export function lackingRules(model: AccessModel, rules: readonly ResourceModel[]): Lacking {
  const watched = watchedIn(model, new Set(rules.flatMap(({ props }) => leaves(props.EventPattern, ''))), rules[0]);
  return new Map(DETECTIONS.map(({ id, rules: write }) => {
    const found = rules.filter(({ props }) => partsOf(props.Name)!.detection === id).map(({ props }) => props.EventPattern);
    const wanted = write(watched, manyForRules(watched)).flatMap(({ values, pattern }) => values.map((value) => pattern([value])));
    return [id, wanted.filter((pattern) => !found.some((one) => holds(one, pattern))).map((pattern) => JSON.stringify(pattern))] as const;
  }));
}

function leaves(value: any, key: string): string[] {
  if (typeof value === 'string') { return key === 'logGroupName' ? [value, `${LOG_GROUP}${value}`] : [value]; }
  return value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([inner, entry]) => leaves(entry, Array.isArray(value) ? key : inner)) : [];
}

/** Whether a pattern asks for the same fields, and for these values among others. */
function holds(found: any, wanted: any): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found)) { return false; }
    // Alternatives of `$or` stand in their order.
    return wanted.every((one, index) => found.some((other) => other === one || typeof one === 'object' && canonical(other) === canonical(one)) || isFields(one) && holds(found[index], one));
  }
  if (wanted === null || typeof wanted !== 'object' || found === null || typeof found !== 'object') { return canonical(found) === canonical(wanted); }
  const keys = Object.keys(wanted);
  return Object.keys(found).length === keys.length && keys.every((key) => holds(found[key], wanted[key]));
}

const isFields = (value: any): boolean => value !== null && typeof value === 'object' && Object.values(value).every((below) => typeof below === 'object' && below !== null);

/** The filters or rules of each construct. */
export const unitOf = (resource: ResourceModel, name: unknown): string => `${placeOf(resource)} ${partsOf(name)?.unit}`;

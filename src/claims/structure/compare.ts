/** Compares statements of a template with those that the library writes: nothing may be there beyond them. */
import { listOf, textsOf } from '../../analysis/policy/lists';
import { Document, minimizeActions, Statement } from '../../private/policy-document';
import { fact, Fact, Subject } from '../claim';
import { unknownsIn } from '../resolve';

export interface Leniency {
  /** Conditions may be missing: other claims ask what follows from that. */
  readonly conditionsMayLack?: boolean;
}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
/** Operators that exempt from a deny. */
const EXEMPTS = /Not/;

/** Statements that the library writes. */
export interface Written {
  /** Whether one of them is this text. */
  readonly holds: (text: string) => boolean;
  readonly statements: () => readonly Statement[];
}

export function literally(statements: readonly Statement[]): Written {
  const literals = new Set(statements.map((statement) => JSON.stringify(statement)));
  return { holds: (text) => literals.has(text), statements: () => statements };
}

/** What a document says beyond the written statements: a sentence for each statement that isn't one of them. */
export function beyond(document: any, written: readonly Statement[] | Written, leniency: Leniency = {}): string[] {
  const shape = shapeOf(document);
  if (shape.length > 0) { return shape; }
  const { holds, statements } = 'holds' in written ? written : literally(written);
  return listOf(document.Statement).flatMap((found: any, index) => {
    if (holds(JSON.stringify(found)) || statements().some((one) => differences(found, one, leniency).length === 0)) { return []; }
    return [`${labelOf(found, index)} ${cut(nearest(found, statements(), leniency))}`];
  });
}

/** Whether a document is one that can be read. */
function shapeOf(document: any): string[] {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) { return [`the policy can't be read: ${cut(String(document))}`]; }
  const more = Object.keys(document).filter((key) => !['Version', 'Statement'].includes(key));
  return [
    ...(more.length > 0 ? [`the policy has ${more.join(', ')}`] : []),
    ...(document.Version !== '2012-10-17' ? [`the policy has the version ${document.Version}`] : []),
  ];
}

function labelOf(found: any, index: number): string {
  return typeof found?.Sid === 'string' ? `statement '${found.Sid}'` : `statement ${index + 1}`;
}

/** The differences to the statement that was probably meant. */
function nearest(found: any, written: readonly Statement[], leniency: Leniency): string {
  const meant = found?.Sid === undefined ? [...written] : written.filter(({ Sid }) => Sid === found.Sid);
  const lists = meant.map((one) => differences(found, one, leniency)).sort((a, b) => a.length - b.length);
  return lists.length === 0 || lists[0].length > 2 && found?.Sid === undefined
    ? `is not one that the library writes: ${JSON.stringify(found)}` : `differs from what the library writes: ${lists[0].join('; ')}`;
}

/** How a statement goes beyond a written one. What allows less, or denies more by exempting fewer, doesn't. */
export function differences(found: any, written: Statement, { conditionsMayLack = false }: Leniency = {}): string[] {
  if (found === null || typeof found !== 'object') { return ['it is no statement']; }
  const hidden = unknownsIn(found);
  if (hidden.length > 0) { return [`it holds ${hidden.join(', ')}, which only the deployment knows`]; }
  return [
    ...Object.keys(found).filter((key) => !ELEMENTS.includes(key)).map((key) => `it has ${key}`),
    ...(found.Effect === written.Effect ? [] : [`Effect is ${found.Effect}`]),
    ...principalDifferences(found.Principal, written.Principal),
    ...(['Action', 'NotAction', 'Resource', 'NotResource'] as const).flatMap((element) => listDifferences(element, found, written)),
    ...conditionDifferences(found, written, conditionsMayLack),
  ];
}

function principalDifferences(found: any, written: any): string[] {
  return canonical(found) === canonical(written) ? [] : [`Principal is ${cut(JSON.stringify(found) ?? 'absent')}`];
}

/** Kinds of principals in alphabetical order, each with its sorted list. */
function canonical(principal: any): string {
  if (principal === undefined || typeof principal === 'string') { return String(principal); }
  return JSON.stringify(Object.keys(principal).sort().map((kind) => [kind, textsOf(principal[kind]).sort()]));
}

function listDifferences(element: 'Action' | 'NotAction' | 'Resource' | 'NotResource', found: any, written: Statement): string[] {
  if (found[element] === undefined && written[element] === undefined) { return []; }
  if (found[element] === undefined || written[element] === undefined) { return [`${element} is ${cut(JSON.stringify(found[element]) ?? 'absent')}`]; }
  const one = written[element] as string | string[];
  const [has, may] = [textsOf(found[element]), typeof one === 'string' ? [one] : one];
  const more = element.endsWith('Action') ? has.filter((entry) => !covers(may, entry)) : has.filter((entry) => !may.includes(entry) && !may.includes('*'));
  // A deny of fewer actions or resources is weaker; an allow of fewer, or a deny that exempts fewer, is stricter.
  const whole = written.Effect === 'Deny' && !element.startsWith('Not');
  const less = whole ? may.filter((entry) => !has.includes(entry)) : [];
  return [
    ...(more.length > 0 ? [`${element} holds ${cut(more.join(', '))}`] : []),
    ...(less.length > 0 ? [`${element} lacks ${cut(less.join(', '))}`] : []),
  ];
}

const minimal = new WeakMap<readonly string[], Set<string>>();

/** Whether the actions hold another one, as it stands or by a wildcard. */
function covers(actions: readonly string[], action: string): boolean {
  let known = minimal.get(actions);
  if (!known) {
    known = new Set(actions.map((one) => one.toLowerCase()));
    minimal.set(actions, known);
  }
  return known.has(action.toLowerCase()) || actions.some((one) => one.includes('*') && !minimizeActions([one, action]).includes(action));
}

function conditionDifferences(found: any, written: Statement, mayLack: boolean): string[] {
  const [has, may] = [pairsOf(found.Condition), pairsOf(written.Condition)];
  return [
    ...[...has].flatMap(([pair, values]) => {
      const expected = may.get(pair);
      if (!expected) { return [`it has the condition ${pair} ${cut(values.join(', '))}`]; }
      const more = values.filter((value) => !expected.includes(value));
      const fewer = expected.filter((value) => !values.includes(value));
      const exempts = written.Effect === 'Deny' && EXEMPTS.test(pair.split(' ')[0]);
      if (more.length === 0 && (fewer.length === 0 || exempts && values.length > 0)) { return []; }
      return [`the condition ${pair} is ${cut(values.join(', '))}${more.length === 0 ? `, without ${cut(fewer.join(', '))}` : ''}`];
    }),
    ...(mayLack ? [] : [...may.keys()].filter((pair) => !has.has(pair)).map((pair) => `it lacks the condition ${pair}`)),
  ];
}

/** Values by operator and key. */
function pairsOf(condition: any): Map<string, string[]> {
  return new Map(Object.entries<any>(condition ?? {}).flatMap(([operator, keys]) => (
    Object.entries<any>(keys ?? {}).map(([key, value]): [string, string[]] => [`${operator} ${key}`, textsOf(value)]))));
}

const LONGEST = 240;

/** Short enough for a report. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** One answer for each deviation, or one that there is none. */
export function* facts(subject: Subject, text: string, deviations: readonly string[], fine: string): Iterable<Fact> {
  if (deviations.length === 0) { yield fact(subject, text, true, fine); }
  for (const deviation of deviations) { yield fact(subject, text, false, deviation); }
}

/** The statements of a document that allow something. */
export function allowsOf(document: Document | any): any[] {
  return listOf(document?.Statement).filter((statement: any) => statement?.Effect === 'Allow');
}

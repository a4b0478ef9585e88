import { literally } from '../../private/texts';
import { fact, Fact, Subject } from '../claim';
import { unknown, unknownsIn } from '../resolve';
import { ResourceModel } from '../resource';

/** A fact that holds without faults, and names them otherwise. */
export function sound(subject: Subject, text: string, faults: readonly string[], evidence: string): Fact {
  return fact(subject, text, faults.length === 0, faults.join('; ') || evidence);
}

/** Properties that the library doesn't write. */
export function surplus(props: any, written: readonly string[]): string[] {
  return Object.keys(props ?? {}).filter((key) => !written.includes(key)).map((key) => `${key} is set: ${short(props[key])}`);
}

/** Properties whose value differs from what the library writes. A number may be written as a text. */
export function differing(props: any, wanted: { readonly [key: string]: unknown }): string[] {
  return Object.entries(wanted).filter(([key, value]) => String(props?.[key]) !== String(value))
    .map(([key, value]) => `${key} is ${props?.[key] === undefined ? 'missing' : short(props[key])}, not ${value}`);
}

/** What a resource without a name gives. */
const MADE_UP = /(?:^|[/:])unresolved-([A-Za-z0-9]+)(?:\.\w+)?$/;

/** Whether a value is what `Ref`, the ARN or the name of a resource gives. */
export function isOf({ ref, arn, logicalId, props }: ResourceModel, value: unknown): boolean {
  const text = String(value);
  return text === ref || text === arn || (props.QueueName !== undefined && text === props.QueueName)
    || MADE_UP.exec(text)?.[1] === logicalId || text === unknown(`attribute ${logicalId}.QueueName`);
}

/** Values that only the deployment knows. */
export function undecided(what: string, value: unknown): string[] {
  return unknownsIn(value).map((mark) => `${what} is known only at deployment: ${mark}`);
}

/** Whether a name or ARN is this one, or could be: what only the deployment knows can be anything. */
export function couldBe(value: unknown, name: string): boolean {
  const text = String(value);
  const marks = unknownsIn(text);
  if (marks.length === 0) { return text === name; }
  const parts = marks.reduce((pieces, mark) => pieces.flatMap((piece) => piece.split(mark)), [text]);
  return new RegExp(`^${parts.map(literally).join('.*')}$`).test(name);
}

export function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? 'missing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** Same content, whatever the order of keys. */
export function canonical(value: any): string {
  if (Array.isArray(value)) { return `[${value.map(canonical).join(',')}]`; }
  if (value === null || typeof value !== 'object') { return JSON.stringify(value) ?? 'null'; }
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** The value that most of them have. */
export function commonest(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) { counts.set(value, (counts.get(value) ?? 0) + 1); }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

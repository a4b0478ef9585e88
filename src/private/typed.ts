/**
 * Types of properties, checked when the app runs: JavaScript checks none, and Python passes what its caller converted wrongly. Without
 * this, a wrong type is an error deep in the library, or a policy with `undefined` in it.
 */
import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { SHAPES, TYPES } from './shapes';
import { propError, requireAccount } from './validation';

/**
 * Checks the properties of a construct before it uses any of them.
 *
 * @param scope parent construct
 * @param id id of the construct
 * @param shape name of the interface of the properties
 * @param props the properties; anything, from JavaScript
 */
export function requireProps(scope: IConstruct, id: string, shape: string, props: unknown): void {
  requireTyped([scope?.node?.path, id].filter((part) => part !== undefined && part !== '').join('/'), shape, props);
}

/**
 * Checks properties of what isn't a construct.
 *
 * @param owner whose properties they are, for errors
 * @param shape name of the interface of the properties
 * @param props the properties
 */
export function requireTyped(owner: string, shape: string, props: unknown): void {
  if (!isObject(props)) {
    const required = fieldsOf(shape).filter(({ optional }) => !optional).map(({ name }) => `'${name}'`);
    throw propError('props', `of ${owner} must be an object`, described(props), required.length > 0 ? `give it ${required.join(', ')}` : 'write it as { … }, or leave it out');
  }
  requireFields(owner, '', shape, props);
}

/**
 * Checks a parameter of a method.
 *
 * @param owner the method, for errors
 * @param name the parameter
 * @param type its type
 * @param value what was given
 */
export function requireParameter(owner: string, name: string, type: string, value: unknown): void {
  requireType(owner, name, type, value, false);
}

interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly list: boolean;
  readonly type: string;
}

/** Parsed on first use. */
const parsed = new Map<string, readonly Field[]>();

function fieldsOf(shape: string): readonly Field[] {
  let fields = parsed.get(shape);
  if (!fields) {
    fields = SHAPES[shape].split(' ').map((field) => {
      const [name, type] = field.split(':');
      return { name: name.replace('?', ''), optional: name.endsWith('?'), list: type.endsWith('[]'), type: type.replace('[]', '') };
    });
    parsed.set(shape, fields);
  }
  return fields;
}

function requireFields(owner: string, prefix: string, shape: string, props: object): void {
  for (const { name, optional, list, type } of fieldsOf(shape)) {
    const value = (props as { readonly [name: string]: unknown })[name];
    const prop = `${prefix}${name}`;
    if (value === undefined && optional) { continue; }
    if (!list) {
      requireType(owner, prop, type, value, optional);
    } else if (!Array.isArray(value)) {
      throw propError(prop, `of ${owner} must be a list`, described(value), missingOr('write it in brackets', value, optional));
    } else {
      value.forEach((entry, index) => requireType(owner, `${prop}[${index}]`, type, entry, false));
    }
  }
}

/** The remedy, or that for a value that is missing. */
function missingOr(fix: string, value: unknown, optional: boolean): string {
  if (value !== undefined && value !== null) { return fix; }
  return optional ? 'leave it out' : 'give it';
}

const PRIMITIVES: { readonly [type: string]: { readonly title: string; readonly fix: (value: unknown) => string } } = {
  string: { title: 'a text', fix: (value) => ['number', 'boolean'].includes(typeof value) ? `write it in quotes: '${String(value)}'` : 'write it in quotes' },
  number: { title: 'a number', fix: (value) => typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? `write it without quotes: ${Number(value)}` : 'write the number' },
  boolean: { title: 'true or false', fix: () => 'write it without quotes' },
};

function requireType(owner: string, prop: string, type: string, value: unknown, optional: boolean): void {
  if (SHAPES[type] !== undefined && isObject(value)) {
    requireFields(owner, `${prop}.`, type, value);
    return;
  }
  if (isOf(type, value)) { return; }
  // The only texts that are often given as numbers; some have lost a zero.
  if (type === 'string' && typeof value === 'number' && !Token.isUnresolved(value) && /account/i.test(prop)) { requireAccount(prop, value as any, `of ${owner} must be an account id of 12 digits`); }
  const primitive = PRIMITIVES[type];
  const { title, fix } = primitive ? { title: primitive.title, fix: missingOr(primitive.fix(value), value, optional) } : TYPES[type] ?? { title: 'an object', fix: 'write it as { … }' };
  throw propError(prop, `of ${owner} must be ${title}`, described(value), optional ? missingOr(fix, value, optional) : fix);
}

function isOf(type: string, value: unknown): boolean {
  if (PRIMITIVES[type]) { return typeof value === type; }
  const { members = [], values } = TYPES[type] ?? {};
  if (values) { return typeof value === 'string' && values.includes(value); }
  return isObject(value) && members.every((member) => member in value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in an error: what it is, where it can't be written out. */
class Described {
  constructor(private readonly text: string) {}
  public toString(): string { return this.text; }
}

function described(value: unknown): unknown {
  if (Array.isArray(value)) { return new Described('a list'); }
  if (typeof value === 'function') { return new Described(value.name === '' ? 'a function' : `the function or class ${value.name}`); }
  if (!isObject(value)) { return value; }
  const name = value.constructor?.name;
  return new Described(name === undefined || name === 'Object' ? 'an object' : `an object of class ${name}`);
}

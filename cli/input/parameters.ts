import { SynthesizedStack } from 'cdk-break-glass/internal';
import { Values } from '../command/command';
import { UserError } from '../errors';

/** The stacks with the values of `--parameter` in the place of the parameters. */
export function withParameters(stacks: readonly SynthesizedStack[], { parameter = [] }: Values): readonly SynthesizedStack[] {
  const given = (parameter as readonly string[]).map(named);
  for (const { name } of given) {
    if (!stacks.some(({ template }) => name in (template.Parameters ?? {}))) { throw new UserError(`no template has the parameter '${name}'`); }
  }
  if (given.length === 0) { return stacks; }
  return stacks.map((stack) => {
    const here = new Map(given.filter(({ name }) => name in (stack.template.Parameters ?? {})).map(({ name, value }) => [name, value]));
    const types = new Map([...here.keys()].map((name) => [name, String(stack.template.Parameters[name]?.Type)]));
    return here.size === 0 ? stack : { ...stack, template: { ...stack.template, Resources: replaced(stack.template.Resources, here, types) } };
  });
}

function named(text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf('=');
  if (at < 1) { throw new UserError(`'--parameter' must be NAME=VALUE, got '${text}'`); }
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

function replaced(value: any, given: ReadonlyMap<string, string>, types: ReadonlyMap<string, string>): any {
  if (Array.isArray(value)) { return value.map((entry) => replaced(entry, given, types)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === 'Ref' && given.has(value.Ref)) {
    const text = given.get(value.Ref)!;
    return /List/.test(types.get(value.Ref)!) ? text.split(',').map((part) => part.trim()) : text;
  }
  if (keys.length === 1 && keys[0] === 'Fn::Sub') { return { 'Fn::Sub': substituted(value['Fn::Sub'], given, types) }; }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaced(entry, given, types)]));
}

function substituted(argument: any, given: ReadonlyMap<string, string>, types: ReadonlyMap<string, string>): any {
  const fill = (text: string, own: object = {}) => text.replace(/\$\{([\w]+)\}/g, (whole, name: string) => (name in own ? whole : given.get(name) ?? whole));
  if (typeof argument === 'string') { return fill(argument); }
  if (!Array.isArray(argument)) { return argument; }
  const [text, variables = {}] = argument;
  return [fill(String(text), variables), replaced(variables, given, types)];
}

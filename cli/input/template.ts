import type { Node, Pair } from 'yaml';
import { UserError } from '../errors';

/** A CloudFormation template from its text, JSON or YAML with the short forms of functions. */
export function parseTemplate(file: string, text: string): any {
  const template = text.trimStart().startsWith('{') ? json(file, text) : yaml(file, text);
  if (Array.isArray(template?.claims) && template.format !== undefined) {
    throw new UserError(`'${file}' is a result of 'prove --json', not a template; '--baseline ${file}' compares with it`);
  }
  if (typeof template?.Resources !== 'object' || template.Resources === null) {
    throw new UserError(`'${file}' is not a CloudFormation template: it has no Resources`);
  }
  return template;
}

function json(file: string, text: string): any {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`'${file}' is not JSON: ${(error as Error).message}`);
  }
}

/** More than any template that CloudFormation takes; aliases can make a small text endless. */
const MOST_NODES = 1_000_000;
const MOST_ALIASES = 1_000;

function yaml(file: string, text: string): any {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { isAlias, isMap, isScalar, isSeq, parseDocument } = require('yaml') as typeof import('yaml');
  // Tags are read below, so unknown ones are no reason for a warning. Dates such as a policy's Version stay text.
  const document = parseDocument(text, { schema: 'core', logLevel: 'error', uniqueKeys: true });
  if (document.errors.length > 0) { throw new UserError(`'${file}' is neither JSON nor YAML: ${document.errors[0].message.split('\n')[0]}`); }
  let [nodes, aliases] = [0, 0];
  const value = (node: unknown): any => {
    if (++nodes > MOST_NODES || aliases > MOST_ALIASES) {
      throw new UserError(`'${file}' is too large to read: over ${MOST_NODES} values or ${MOST_ALIASES} aliases`);
    }
    if (isAlias(node)) {
      aliases++;
      return value(node.resolve(document));
    }
    if (isMap(node)) {
      const entries = (node.items as Pair[]).map(({ key, value: of }) => [String(isScalar(key) ? key.value : key), value(of)]);
      return tagged(node, Object.fromEntries(entries));
    }
    if (isSeq(node)) { return tagged(node, node.items.map(value)); }
    if (!isScalar(node)) { return undefined; }
    // An account id may begin with 0, and is no number.
    return tagged(node, typeof node.value === 'number' && /^0\d+$/.test(node.source ?? '') ? node.source : node.value);
  };
  return value(document.contents);
}

/** `!Ref`, `!Sub` and the others in their long form. */
function tagged(node: Node, value: any): any {
  const { tag } = node as { tag?: string };
  if (!tag || !/^![A-Za-z]/.test(tag)) { return value; }
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') { return { [name]: value }; }
  if (name === 'GetAtt' && typeof value === 'string') {
    const [resource, ...attribute] = value.split('.');
    return { 'Fn::GetAtt': [resource, attribute.join('.')] };
  }
  return { [`Fn::${name}`]: value };
}

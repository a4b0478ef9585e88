import { listOf, Resource } from './resource';

/** How an API hands a request on: a template of text, or a target field with its source. */
export type Mapping = { readonly template: string } | { readonly target: string; readonly source: string };

/** Fields that name the caller. `user` and `userId` often name the subject of a request, so they don't count. */
const IDENTITY = /^(caller|requester|requestor|requested_?by|approver|approved_?by|denied_?by|revoked_?by|actor|principal|submitter|identity|on_?behalf_?of|user_?arn)(_?(arn|id|name|email|identity))?$/i;

/** Velocity: what holds the request, what of it is raw text, and where it stands. */
const INPUT = /\$!?\{?input\b/;
const RAW = /\$!?\{?input\.(body|path|params)\b/;
const ARGUMENT = '(?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*';
const ESCAPING = new RegExp(`\\$util\\.(escapeJavaScript|base64Encode|urlEncode)\\(${ARGUMENT}\\)`, 'g');
const SETTING = new RegExp(`#set\\s*\\(\\s*\\$!?\\{?(\\w+)[^=]*=(${ARGUMENT})\\)`, 'g');
const DIRECTIVE = new RegExp(`#(set|if|elseif|foreach)\\s*\\(${ARGUMENT}\\)`, 'g');

export function mappingsOf({ properties }: Resource): Mapping[] {
  const integration = properties.Integration ?? properties;
  const templates = Object.values(integration.RequestTemplates ?? {}).map((template) => ({ template: String(template) }));
  const parameters = Object.entries(integration.RequestParameters ?? {}).map(([target, source]) => ({ target, source: String(listOf(source)[0]) }));
  return [...templates, ...parameters];
}

/** Fields in which a request can name the caller. */
export function forgeableIdentities(mapping: Mapping): string[] {
  if ('target' in mapping) {
    const field = mapping.target.split('.').pop()!;
    return IDENTITY.test(field.replace(/^x-/i, '').replace(/-/g, '_')) && /request\.(body|header|querystring|path)/.test(mapping.source) ? [field] : [];
  }
  const { template } = mapping;
  const fromRequest = variablesFrom(INPUT, template);
  return [...template.matchAll(/\\?"([\w-]+)\\?"\s*:\s*(?=([^\r\n]*))/g)]
    .filter(([, field, value]) => IDENTITY.test(field) && holds(firstValue(value), INPUT, fromRequest)).map(([, field]) => field)
    .concat(rawBesideIdentity(template) ? ['body'] : []);
}

/** A line may hold further fields after the value. */
function firstValue(rest: string): string {
  return rest.split(/,\s*\\?"[\w-]+\\?"\s*:/)[0];
}

/** Variables that hold what `source` finds, by themselves or through other variables. */
function variablesFrom(source: RegExp, template: string): string[] {
  const found: string[] = [];
  const settings = [...template.matchAll(SETTING)].map(([, variable, value]) => ({ variable, value }));
  for (let before = -1; before !== found.length;) {
    before = found.length;
    found.push(...settings.filter(({ variable, value }) => !found.includes(variable) && holds(value, source, found)).map(({ variable }) => variable));
  }
  return found;
}

function holds(value: string, source: RegExp, variables: readonly string[]): boolean {
  return source.test(value) || [...value.matchAll(/\$!?\{?(\w+)/g)].some(([, variable]) => variables.includes(variable));
}

/** Text of a request that isn't escaped can close its own value and repeat the field that holds the identity. */
function rawBesideIdentity(template: string): boolean {
  if (!/\$context\.(identity|authorizer)/.test(template)) { return false; }
  const unescaped = template.replace(ESCAPING, '');
  return holds(unescaped.replace(DIRECTIVE, ''), RAW, variablesFrom(RAW, unescaped));
}

import { listOf, Resource } from './resource';

/** How an API hands a request on: a template of text, or a target field with its source. */
export type Mapping = { readonly template: string } | { readonly target: string; readonly source: string };

/** Fields that say who somebody is. `user` and `userId` often name whom a request is about, so they don't count. */
const IDENTITY = /^(caller|requester|requestor|requested_?by|approver|approved_?by|denied_?by|revoked_?by|actor|principal|submitter|identity|on_?behalf_?of|user_?arn)(_?(arn|id|name|email|identity))?$/i;

export function mappingsOf({ properties }: Resource): Mapping[] {
  const integration = properties.Integration ?? properties;
  const templates = Object.values(integration.RequestTemplates ?? {}).map((template) => ({ template: String(template) }));
  const parameters = Object.entries(integration.RequestParameters ?? {}).map(([target, source]) => ({ target, source: String(listOf(source)[0]) }));
  return [...templates, ...parameters];
}

/** Fields in which a request can say who somebody is. */
export function forgeableIdentities(mapping: Mapping): string[] {
  if ('target' in mapping) {
    const field = mapping.target.split('.').pop()!;
    return IDENTITY.test(field.replace(/^x-/i, '').replace(/-/g, '_')) && /request\.(body|header|querystring|path)/.test(mapping.source) ? [field] : [];
  }
  const { template } = mapping;
  return [...template.matchAll(/\\?"([\w-]+)\\?"\s*:\s*([^\r\n]*)/g)]
    .filter(([, field, value]) => IDENTITY.test(field) && comesFromRequest(firstValue(value), template)).map(([, field]) => field)
    .concat(rawBodyBesideIdentity(template) ? ['body'] : []);
}

/** A line may hold further fields after the value. */
function firstValue(rest: string): string {
  return rest.split(/,\s*\\?"[\w-]+\\?"\s*:/)[0];
}

function comesFromRequest(value: string, template: string): boolean {
  if (/\$\{?input\b/.test(value)) { return true; }
  return [...value.matchAll(/\$!?\{?(\w+)/g)].some(([, variable]) => new RegExp(`#set\\s*\\(\\s*\\$!?\\{?${variable}\\b[^=]*=[^\\n]*\\$\\{?input\\b`).test(template));
}

/** A body that isn't escaped can close its own value and repeat the field that holds the identity. */
function rawBodyBesideIdentity(template: string): boolean {
  return /\$context\.(identity|authorizer)/.test(template) && /\$!?\{?input\.body\b/.test(template.replace(/\$util\.(escapeJavaScript|base64Encode)\(\s*\$!?\{?input\.body\}?\s*\)/g, ''));
}

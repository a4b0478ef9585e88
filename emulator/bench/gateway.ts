import { Answer, parsed } from './answer';
import { GatewayResponses } from './gateway-responses';
import { evaluateVtl, NotJsonError, VtlInput } from '../vtl/vtl';

export type { Answer } from './answer';

type Json = Record<string, any>;

/** A method of a REST API in a template whose intrinsic functions are resolved. */
export interface Method {
  readonly logicalId: string;
  readonly httpMethod: string;
  /** As in `/requests/{id}`. */
  readonly path: string;
  readonly properties: Json;
}

/** Calls what the method integrates with, by the role of the integration. Undefined if the role can't be taken, or can't do that. */
export type Integration = (action: string, body: string, role: string) => Promise<{ readonly status: number; readonly text: string } | undefined>;

/** What came of the path: its parameters too. */
export interface Match {
  readonly method: Method;
  readonly parameters: Record<string, string>;
}

/** All methods of the template, with the intrinsic functions still in. */
export function methodsOf(template: Json): Method[] {
  const resources: Record<string, Json> = template.Resources ?? {};
  const pathOf = (reference: Json): string => {
    const logicalId = reference.Ref;
    // The root is an attribute of the API, everything else a resource with a parent.
    if (logicalId === undefined) return '';
    const { ParentId: parent, PathPart: part } = resources[logicalId].Properties;
    return `${pathOf(parent)}/${part}`;
  };
  const methods = Object.entries(resources).filter(([, resource]) => resource.Type === 'AWS::ApiGateway::Method');
  return methods.map(([logicalId, { Properties: properties }]) => (
    { logicalId, httpMethod: properties.HttpMethod, path: pathOf(properties.ResourceId) || '/', properties }));
}

/** The method that API Gateway would choose: literal parts of a path come before parameters. */
export function findMethod(methods: readonly Method[], httpMethod: string, path: string): Match | undefined {
  const candidates = methods.flatMap((method) => {
    const parameters = [httpMethod, 'ANY'].includes(method.httpMethod) ? matchPath(method.path, path) : undefined;
    return parameters ? [{ method, parameters }] : [];
  });
  const rank = ({ method }: Match) => method.path.split('/').map((part) => part.endsWith('+}') ? 2 : part.startsWith('{') ? 1 : 0).join('');
  const any = ({ method }: Match) => Number(method.httpMethod === 'ANY');
  return candidates.sort((a, b) => rank(a).localeCompare(rank(b)) || any(a) - any(b))[0];
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const expression = pattern.split('/').map((part) => {
    const parameter = /^\{(.*?)(\+?)\}$/.exec(part);
    if (!parameter) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(parameter[1]);
    return parameter[2] ? '(.+)' : '([^/]+)';
  }).join('/');
  const match = new RegExp(`^${expression}$`).exec(path);
  return match ? Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1])])) : undefined;
}

/** A method with an AWS integration, as API Gateway runs it. */
export async function runMethod({ method, parameters }: Match, input: VtlInput, own: GatewayResponses, integrate: Integration): Promise<Answer> {
  const { AuthorizationType: authorization, Integration: integration } = method.properties;
  if (authorization !== 'AWS_IAM') throw new Error(`${method.logicalId} must be called by IAM only, its AuthorizationType is ${authorization}`);
  if (integration?.Type !== 'AWS') throw new Error(`${method.logicalId}: only AWS integrations are known here, not ${integration?.Type}`);
  const missing = requiredParameters(method.properties).filter((name) => (input.query?.[name] ?? input.headers?.[name]) === undefined);
  if (missing.length > 0) return own.answer('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${missing.join(', ')}]`);

  const request = { ...input, path: parameters };
  const template = requestTemplate(integration, headerOf(input.headers, 'Content-Type') ?? 'application/json');
  if (template === undefined) return own.answer('UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type');
  let body: string;
  try {
    body = template === null ? input.body ?? '' : evaluateVtl(template, request).text;
  } catch (error) {
    if (error instanceof NotJsonError) return own.answer('BAD_REQUEST_PARAMETERS', error.message);
    throw error;
  }
  const action = /:states:action\/(\w+)$/.exec(integration.Uri)?.[1];
  if (action === undefined) throw new Error(`${method.logicalId}: only actions of Step Functions are known here, not ${integration.Uri}`);
  const answered = await integrate(action, body, integration.Credentials);
  // API Gateway doesn't tell a caller what is wrong with its own role.
  return answered === undefined ? own.answer('INTEGRATION_FAILURE', 'Internal server error') : respond(method, request, own, answered);
}

function respond(method: Method, request: VtlInput, own: GatewayResponses, answered: { readonly status: number; readonly text: string }): Answer {
  const responses: Json[] = method.properties.Integration.IntegrationResponses ?? [];
  const selected = ({ SelectionPattern: pattern }: Json) => pattern && new RegExp(`^(?:${pattern})$`).test(String(answered.status));
  const chosen = responses.find(selected) ?? responses.find((response) => !response.SelectionPattern);
  if (!chosen) return own.answer('INTEGRATION_FAILURE', 'Internal server error');
  const declared = (method.properties.MethodResponses ?? []).map((response: Json) => String(response.StatusCode));
  if (!declared.includes(String(chosen.StatusCode))) throw new Error(`${method.logicalId}: its MethodResponses lack the status ${chosen.StatusCode}`);

  const template: string | undefined = chosen.ResponseTemplates?.['application/json'];
  const { text, responseOverride } = template === undefined
    ? { text: answered.text, responseOverride: { header: {}, status: undefined } }
    : evaluateVtl(template, { ...request, body: answered.text });
  const headers = { 'Content-Type': 'application/json', ...literalHeaders(chosen.ResponseParameters), ...responseOverride.header };
  return { ...answer(responseOverride.status ?? Number(chosen.StatusCode), text, headers), integration: parsed(answered.text) };
}

/** The template for the type; null where the body goes through as it is, undefined where it is refused. */
function requestTemplate(integration: Json, contentType: string): string | null | undefined {
  const templates: Record<string, string> = integration.RequestTemplates ?? {};
  const found = templates[contentType.split(';')[0].trim()];
  if (found !== undefined) return found;
  switch (integration.PassthroughBehavior ?? 'WHEN_NO_MATCH') {
    case 'WHEN_NO_MATCH': return null;
    case 'WHEN_NO_TEMPLATES': return Object.keys(templates).length === 0 ? null : undefined;
    default: return undefined;
  }
}

function requiredParameters(properties: Json): string[] {
  if (properties.RequestValidatorId === undefined) return [];
  return Object.entries(properties.RequestParameters ?? {}).filter(([name, required]) => required && !name.includes('.path.'))
    .map(([name]) => name.split('.').slice(3).join('.'));
}

function literalHeaders(parameters: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).flatMap(([target, source]) => {
    const literal = /^'(.*)'$/.exec(source);
    return literal && target.startsWith('method.response.header.') ? [[target.slice('method.response.header.'.length), literal[1]]] : [];
  }));
}

/** Headers are the same in any case. */
function headerOf(headers: Readonly<Record<string, string>> = {}, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function answer(status: number, text: string, headers: Record<string, string>): Answer {
  return { status, headers, text, body: parsed(text) };
}

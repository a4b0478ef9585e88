import { Compile, parse } from 'velocityjs';
import { jsonPath } from './json-path';
import { javaMethods, VTL_UTIL } from './util';

/** What a mapping template of API Gateway can read. */
export interface VtlInput {
  readonly body?: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly context?: Record<string, unknown>;
  readonly stageVariables?: Record<string, string>;
}

export interface VtlOutput {
  readonly text: string;
  /** What the template put into `$context.requestOverride`. */
  readonly requestOverride: { readonly path: Json; readonly header: Json; readonly querystring: Json };
  /** What the template put into `$context.responseOverride`. */
  readonly responseOverride: { readonly status?: number; readonly header: Record<string, string> };
}

type Json = Record<string, any>;

/** The template needs the body as JSON, and it isn't. API Gateway answers a request of that kind with 400. */
export class NotJsonError extends Error {}

/** Evaluates a mapping template of an API Gateway REST API. */
export function evaluateVtl(template: string, input: VtlInput = {}): VtlOutput {
  const requestOverride = { path: {}, header: {}, querystring: {} };
  const responseOverride: { status?: number; header: Record<string, string> } = { header: {} };
  const given = structuredClone(input.context ?? {});
  const context = emptyWhereMissing({ identity: {}, authorizer: {}, error: {}, ...given, requestOverride, responseOverride });
  const compiled = new Compile(parse(template), { customMethodHandlers: javaMethods() });
  const text: string = compiled.render({
    context,
    input: inputOf(input),
    util: VTL_UTIL,
    stageVariables: emptyWhereMissing({ ...input.stageVariables }),
  });
  const status = responseOverride.status === undefined ? undefined : Number(responseOverride.status);
  return { text, requestOverride, responseOverride: { header: responseOverride.header, ...(status !== undefined && { status }) } };
}

function inputOf({ body = '', path = {}, query = {}, headers = {} }: VtlInput) {
  // Parsed when first asked for: a template that only passes the body on takes everything.
  const document = () => {
    if (body === '') return {};
    try {
      return JSON.parse(body);
    } catch (error) {
      throw new NotJsonError(`Could not parse request body into json: ${(error as Error).message}`);
    }
  };
  return {
    body,
    json: (expression: string) => JSON.stringify(jsonPath(document(), expression) ?? ''),
    path: (expression: string) => jsonPath(document(), expression) ?? '',
    params: (name?: string) => {
      if (name === undefined) return { path, querystring: query, header: headers };
      // In this order, and headers by the case they came in.
      return path[name] ?? query[name] ?? headers[name] ?? '';
    },
  };
}

/** A variable that isn't there is empty, where Velocity alone would print its name. */
function emptyWhereMissing(values: Json): Json {
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && typeof value === 'object' && !name.endsWith('Override')) values[name] = emptyWhereMissing(value);
  }
  return new Proxy(values, { get: (target, name) => name in target || typeof name === 'symbol' ? target[name as string] : '' });
}

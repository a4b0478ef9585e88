import { Values } from './pattern';
import { principalOf, RequestPrincipal } from './principals';

/** Values of condition keys. A key that isn't there is absent from the request. */
export type RequestContext = { readonly [key: string]: string | readonly string[] };

/** A context as the evaluator reads it, and the principal that came with it. */
interface Prepared {
  readonly values: Values;
  readonly text: string;
  readonly principal: RequestPrincipal;
}

/** Contexts are read once. Thousands of questions share one: those about one principal in the same circumstances. */
const known = new WeakMap<RequestContext, Prepared>();
const NO_CONTEXT: RequestContext = {};

export function prepare(context: RequestContext = NO_CONTEXT, principal: string): Prepared {
  const before = known.get(context);
  if (before?.text === principal) { return before; }
  const values = before?.values ?? valuesOf(context);
  const prepared = { values, text: principal, principal: principalOf(principal, values.get('aws:principalarn')?.[0]) };
  known.set(context, prepared);
  return prepared;
}

function valuesOf(context: RequestContext): Values {
  const values = new Map<string, readonly string[]>();
  for (const key of Object.keys(context)) {
    const value = context[key];
    values.set(lowered(key), typeof value === 'string' ? [value] : value);
  }
  return values;
}

/** There are few keys, and many contexts. */
const lower = new Map<string, string>();

function lowered(key: string): string {
  let found = lower.get(key);
  if (found === undefined) { lower.set(key, found = key.toLowerCase()); }
  return found;
}

import { nearest } from '../private/nearest';
import { propError } from '../private/validation';

/** What is wrong with an id that no claim has. */
export function noClaim(claim: unknown, ids: readonly string[], prop: string = 'claim'): Error {
  const near = typeof claim === 'string' ? nearest(claim, ids) : undefined;
  return propError(prop, prop === 'claim' ? 'must be the id of a claim' : 'must be ids of claims', claim, near ? `write it as '${near}'` : 'docs/reference/claims.md lists the ids');
}

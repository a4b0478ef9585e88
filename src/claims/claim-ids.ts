import { claimIds } from './proofs';
import { nearest } from '../private/nearest';
import { propError } from '../private/validation';

/** Checks that a claim exists; the error names the prop or option, and gives the nearest id. */
export function requireClaim(claim: unknown, prop: string = 'claim'): void {
  const ids = claimIds();
  if (typeof claim === 'string' && ids.includes(claim)) { return; }
  const near = typeof claim === 'string' ? nearest(claim, ids) : undefined;
  throw propError(prop, prop === 'claim' ? 'must be the id of a claim' : 'must be ids of claims', claim, near ? `write it as '${near}'` : 'docs/reference/claims.md lists the ids');
}

import { claimIds } from './proofs';
import { nearest } from '../private/nearest';
import { propError } from '../private/validation';

/** Checks that a claim exists; the error gives the nearest id. */
export function requireClaim(claim: unknown): void {
  const ids = claimIds();
  if (typeof claim === 'string' && ids.includes(claim)) { return; }
  const near = typeof claim === 'string' ? nearest(claim, ids) : undefined;
  throw propError('claim', 'must be the id of a claim', claim, near ? `write it as '${near}'` : 'docs/reference/claims.md lists the ids');
}

import { noClaim } from './no-claim';
import { claimIds } from './proofs';

/** Checks that a claim exists; the error names the prop or option, and gives the nearest id. */
export function requireClaim(claim: unknown, prop: string = 'claim'): void {
  const ids = claimIds();
  if (typeof claim !== 'string' || !ids.includes(claim)) { throw noClaim(claim, ids, prop); }
}

import { Claim, CLAIMS } from 'cdk-break-glass/internal';
import { CALL } from './call';
import { UserError } from './errors';
import { didYouMean } from './near';

/** The claim with this id; the error names those that were meant. */
export function claimNamed(id: string): Claim {
  const found = CLAIMS.find((claim) => claim.id === id);
  if (!found) {
    const near = didYouMean(id, CLAIMS.map((claim) => claim.id));
    throw new UserError(`unknown claim '${id}'${near || `; '${CALL} explain' lists all`}`);
  }
  return found;
}

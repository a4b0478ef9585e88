/** What TypeScript finds of the package, under each way to resolve modules that knows `exports`. */
import { BreakGlassUser } from 'cdk-break-glass';
import { Claim, CLAIMS } from 'cdk-break-glass/internal';
import { Proof, prove } from 'cdk-break-glass/testing';

export const claims: readonly Claim[] = CLAIMS;
export const proof: (scope: BreakGlassUser) => Proof = prove;
export const user: typeof BreakGlassUser = BreakGlassUser;
// @ts-expect-error: the package exports no such path.
export type Names = typeof import('cdk-break-glass/lib/private/names');

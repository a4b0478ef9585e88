import type { CLAIMS as Claims } from './groups';
import type { prove as Prove } from './prove';

/** The claims and their proof, loaded on first use: most programs that import the package only synthesize. */
export function claims(): typeof Claims {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./groups') as { readonly CLAIMS: typeof Claims }).CLAIMS;
}

export function claimIds(): string[] {
  return claims().map(({ id }) => id);
}

/** See `prove` of ./prove. */
export const prove: typeof Prove = (...args) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./prove') as { readonly prove: typeof Prove }).prove(...args);
};

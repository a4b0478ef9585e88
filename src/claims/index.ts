/**
 * The promises of the library as data, and the questions they come down to for a synthesized assembly.
 *
 * Pure: no AWS, no simulator. `cli/proof` answers the questions.
 */
import { ABILITY_CLAIMS } from './ability-claims';
import { Claim } from './claim';
import { DETECTION_CLAIMS } from './detection-claims';
import { ELEVATION_CLAIMS } from './elevation-claims';
import { ELEVATION_GRANT_CLAIMS } from './elevation-grant-claims';
import { PERMISSION_SET_CLAIMS } from './permission-set-claims';
import { ROLE_BOUNDARY_CLAIMS } from './role-boundary-claims';
import { ROLE_TRUST_CLAIMS } from './role-trust-claims';
import { USER_CLAIMS } from './user-claims';

export * from './claim';
export * from './model';
export type { SynthesizedStack } from './resolve';

/** Every promise there is. */
export const CLAIMS: readonly Claim[] = [
  ...USER_CLAIMS,
  ...ROLE_TRUST_CLAIMS,
  ...ROLE_BOUNDARY_CLAIMS,
  ...ABILITY_CLAIMS,
  ...PERMISSION_SET_CLAIMS,
  ...DETECTION_CLAIMS,
  ...ELEVATION_CLAIMS,
  ...ELEVATION_GRANT_CLAIMS,
];

import { ABILITY_CLAIMS } from './ability-claims';
import { Claim } from './claim';
import { DETECTION_CLAIMS } from './detection-claims';
import { ELEVATION_CLAIMS } from './elevation-claims';
import { ELEVATION_GRANT_CLAIMS } from './elevation-grant-claims';
import { PERMISSION_SET_CLAIMS } from './permission-set-claims';
import { ROLE_BOUNDARY_CLAIMS } from './role-boundary-claims';
import { ROLE_TRUST_CLAIMS } from './role-trust-claims';
import { TEMPLATE_CLAIMS } from './structure/templates';
import { USER_RESOURCE_CLAIMS } from './structure/users';
import { USER_CLAIMS } from './user-claims';

/** Claims that are about the same thing, as reports and documents show them. */
export interface ClaimGroup {
  readonly title: string;
  readonly claims: readonly Claim[];
}

/** Every claim, in its group. The order is that of reports and documents. */
export const CLAIM_GROUPS: readonly ClaimGroup[] = [
  { title: 'Break-glass users and their passwords', claims: [...USER_CLAIMS, ...USER_RESOURCE_CLAIMS] },
  { title: 'Who can assume an incident response role, and how', claims: ROLE_TRUST_CLAIMS },
  { title: 'What no session of a role can do', claims: ROLE_BOUNDARY_CLAIMS },
  { title: 'What responders must be able to do', claims: ABILITY_CLAIMS },
  { title: 'Permission sets', claims: PERMISSION_SET_CLAIMS },
  { title: 'Alarms', claims: DETECTION_CLAIMS },
  { title: 'What is deployed is what was read', claims: TEMPLATE_CLAIMS },
  { title: 'Elevated access', claims: [...ELEVATION_CLAIMS, ...ELEVATION_GRANT_CLAIMS] },
];

/** Every claim. */
export const CLAIMS: readonly Claim[] = CLAIM_GROUPS.flatMap(({ claims }) => claims);

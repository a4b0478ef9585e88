import { ABILITY_CLAIMS } from './ability-claims';
import { ALARM_CHAIN_CLAIMS } from './alarm-chain/claims';
import { ELEVATION_ALARMS_CLAIM } from './alarm-chain/elevation';
import { Claim } from './claim';
import { DETECTION_CLAIMS } from './detection-claims';
import { ELEVATION_CLAIMS } from './elevation-claims';
import { ELEVATION_GRANT_CLAIMS } from './elevation-grant-claims';
import { PASSWORD_CLAIMS } from './password-claims';
import { PERMISSION_SET_CLAIMS } from './permission-set-claims';
import { ROLE_BOUNDARY_CLAIMS } from './role-boundary-claims';
import { ROLE_CONDITION_CLAIMS } from './role-condition-claims';
import { ROLE_LIMIT_CLAIMS } from './role-limit-claims';
import { ROLE_TRUST_CLAIMS } from './role-trust-claims';
import { PERMISSION_SET_SIGN_IN, ROLE_SIGN_IN_CLAIMS, USER_SIGN_IN_CLAIMS } from './sign-in-claims';
import { ROLE_ATTACHMENTS, USER_ATTACHMENTS } from './structure/attached';
import { CHANGED_ELSEWHERE } from './structure/changed-elsewhere';
import { DEPLOYMENT_CLAIM } from './structure/deployment';
import { ELEVATION_PEOPLE } from './structure/elevation-people';
import { ELEVATION_PERMISSIONS } from './structure/elevation-permissions';
import { ELEVATION_RESOURCES } from './structure/elevation-resources';
import { ELEVATION_RULES } from './structure/elevation-rules';
import { ELEVATION_TRUST } from './structure/elevation-trust';
import { ELEVATION_WORKFLOWS } from './structure/elevation-workflows';
import { NAMED_ELSEWHERE } from './structure/named-elsewhere';
import { PASSWORD_STRUCTURE } from './structure/password-policies';
import { PASSWORD_RULES } from './structure/password-rules';
import { PERMISSION_SET_STRUCTURE } from './structure/permission-sets';
import { ROLE_POLICY_STRUCTURE } from './structure/role-policies';
import { ROLE_TRUST_STRUCTURE } from './structure/role-trust';
import { SESSION_ROLE_STRUCTURE } from './structure/session-roles';
import { TEMPLATE_CLAIMS } from './structure/templates';
import { USER_POLICY_STRUCTURE } from './structure/user-policies';
import { USER_RESOURCE_CLAIMS } from './structure/users';
import { USER_CLAIMS } from './user-claims';

/** Claims that are about the same thing, as reports and documents show them. */
export interface ClaimGroup {
  readonly title: string;
  readonly claims: readonly Claim[];
}

/** Every claim, in its group. The order is that of reports and documents. */
export const CLAIM_GROUPS: readonly ClaimGroup[] = [
  {
    title: 'Break-glass users and their passwords',
    claims: [
      ...USER_CLAIMS, ...USER_SIGN_IN_CLAIMS, ...PASSWORD_CLAIMS, ...USER_RESOURCE_CLAIMS, ...USER_POLICY_STRUCTURE, USER_ATTACHMENTS,
      ...PASSWORD_STRUCTURE, PASSWORD_RULES,
    ],
  },
  { title: 'Who can assume an incident response role, and how', claims: [...ROLE_TRUST_CLAIMS, ...ROLE_CONDITION_CLAIMS, ...ROLE_TRUST_STRUCTURE] },
  {
    title: 'What no session of a role can do',
    claims: [...ROLE_BOUNDARY_CLAIMS, ...ROLE_LIMIT_CLAIMS, ...ROLE_POLICY_STRUCTURE, ROLE_ATTACHMENTS, NAMED_ELSEWHERE, CHANGED_ELSEWHERE],
  },
  { title: 'What responders must be able to do', claims: [...ROLE_SIGN_IN_CLAIMS, ...ABILITY_CLAIMS] },
  { title: 'Permission sets', claims: [...PERMISSION_SET_CLAIMS, PERMISSION_SET_SIGN_IN, ...PERMISSION_SET_STRUCTURE] },
  { title: 'Alarms', claims: [...DETECTION_CLAIMS, ...ALARM_CHAIN_CLAIMS] },
  { title: 'What is deployed is what was read', claims: [...TEMPLATE_CLAIMS, DEPLOYMENT_CLAIM] },
  {
    title: 'Elevated access',
    claims: [
      ...ELEVATION_CLAIMS, ELEVATION_ALARMS_CLAIM, ...ELEVATION_GRANT_CLAIMS,
      ELEVATION_TRUST, ELEVATION_PERMISSIONS, ELEVATION_WORKFLOWS, ELEVATION_RESOURCES, ELEVATION_RULES, ELEVATION_PEOPLE, SESSION_ROLE_STRUCTURE,
    ],
  },
];

/** Every claim. */
export const CLAIMS: readonly Claim[] = CLAIM_GROUPS.flatMap(({ claims }) => claims);

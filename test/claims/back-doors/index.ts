import { ACTING_ON_PARTS } from './acting-on-parts';
import { AROUND } from './around';
import { BY_ANOTHER_WAY } from './by-another-way';
import { BY_CIRCUMSTANCE } from './by-circumstance';
import { BY_EVERYDAY_GRANTS } from './by-everyday-grants';
import { BY_IDENTITY_CENTER } from './by-identity-center';
import { CHAIN_DELIVERIES } from './chain-deliveries';
import { CHAIN_DELIVERY } from './chain-delivery';
import { CHAIN_METRICS } from './chain-metrics';
import { CHAIN_RULES } from './chain-rules';
import { ELEVATION_PARTS } from './elevation-parts';
import { FROM_ELSEWHERE } from './from-elsewhere';
import { NARROWED_EVENTS } from './narrowed-events';
import { NARROWED_POLICIES } from './narrowed-policies';
import { ORGANIZATION } from './organization';
import { PACKED } from './packed';
import { PERMISSIONS_ATTACHED } from './permissions-attached';
import { PERMISSIONS_BOUNDARIES } from './permissions-boundaries';
import { TEMPLATE_AT_RUN_TIME } from './template-at-run-time';
import { TEMPLATE_DEPLOYED } from './template-deployed';
import { TRAIL_WRITER } from './trail-writer';
import { TRUST_CONDITIONS } from './trust-conditions';
import { TRUST_ELSEWHERE } from './trust-elsewhere';
import { TRUST_STRANGERS } from './trust-strangers';
import { BackDoor } from './types';
import { USER_PASSWORDS } from './user-passwords';
import { USERS } from './users';

export type { BackDoor, BackDoorKind } from './types';

/** Every back door that is put into our own templates. */
export const BACK_DOORS: readonly BackDoor[] = [
  ...TRUST_STRANGERS,
  ...TRUST_CONDITIONS,
  ...TRUST_ELSEWHERE,
  ...PERMISSIONS_BOUNDARIES,
  ...PERMISSIONS_ATTACHED,
  ...BY_ANOTHER_WAY,
  ...ORGANIZATION,
  ...FROM_ELSEWHERE,
  ...CHAIN_METRICS,
  ...CHAIN_DELIVERY,
  ...CHAIN_DELIVERIES,
  ...CHAIN_RULES,
  ...TRAIL_WRITER,
  ...TEMPLATE_DEPLOYED,
  ...TEMPLATE_AT_RUN_TIME,
  ...PACKED,
  ...USERS,
  ...USER_PASSWORDS,
  ...NARROWED_EVENTS,
  ...NARROWED_POLICIES,
  ...ELEVATION_PARTS,
  ...ACTING_ON_PARTS,
  ...AROUND,
  ...BY_CIRCUMSTANCE,
  ...BY_IDENTITY_CENTER,
  ...BY_EVERYDAY_GRANTS,
];

import { API_GATEWAY } from './api-gateway';
import { CLOUDTRAIL } from './cloudtrail';
import { EVENT_DELIVERY } from './event-delivery';
import { LOGIN_PROFILE } from './login-profile';
import { METRIC_FILTERS } from './metric-filters';
import { OBJECT_LOCK } from './object-lock';
import { PACKED_POLICY } from './packed-policy';
import { REVOCATION } from './revocation';
import { LiveCheck } from '../check';

/** What the command can ask, the quick ones first. */
export const CHECKS: readonly LiveCheck[] = [
  METRIC_FILTERS, LOGIN_PROFILE, PACKED_POLICY, OBJECT_LOCK, API_GATEWAY, CLOUDTRAIL, REVOCATION, EVENT_DELIVERY,
];

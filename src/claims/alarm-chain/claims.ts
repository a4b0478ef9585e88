import { FILTERS_WIRED_CLAIM, SILENCED_CLAIM } from './alarm';
import { DELIVERIES_CLAIM } from './deliveries';
import { FILTER_CLAIM } from './filter';
import { LOG_GROUP_CLAIM } from './log-group';
import { RULES_WIRED_CLAIM, RULES_WRITTEN_CLAIM } from './rule';
import { SUBSCRIPTION_CLAIM } from './subscription';
import { TARGETS_CLAIM } from './targets';
import { TOPIC_DELIVERS_CLAIM, TOPIC_ENCRYPTED_CLAIM, TOPIC_PUBLISHERS_CLAIM } from './topic';
import { Claim } from '../claim';

/** One claim for each link between CloudTrail and the person, in the order of the way. */
export const ALARM_CHAIN_CLAIMS: readonly Claim[] = [
  LOG_GROUP_CLAIM,
  FILTER_CLAIM,
  FILTERS_WIRED_CLAIM,
  SILENCED_CLAIM,
  RULES_WRITTEN_CLAIM,
  RULES_WIRED_CLAIM,
  DELIVERIES_CLAIM,
  TARGETS_CLAIM,
  TOPIC_PUBLISHERS_CLAIM,
  TOPIC_ENCRYPTED_CLAIM,
  TOPIC_DELIVERS_CLAIM,
  SUBSCRIPTION_CLAIM,
];

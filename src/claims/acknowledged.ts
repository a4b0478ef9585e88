import { ResourceModel } from './resource';
import { isReason } from '../private/reason';

/** Where an acknowledgement stands in a resource of the template. */
export const ACKNOWLEDGED = 'break-glass-acknowledged';

/** The reason for which a claim may fail on a resource; undefined where it may not. */
export function acknowledgement(about: ResourceModel | undefined, claim: string): string | undefined {
  const reason = about?.metadata?.[ACKNOWLEDGED]?.[claim];
  return isReason(reason) ? reason : undefined;
}

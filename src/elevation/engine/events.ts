import { literal } from './jsonata';

/** Detail types of all events on the bus. Entries of the ledger use the same names. */
export const EVENTS = {
  requested: 'Elevation Requested',
  approvalAdded: 'Elevation Approval Added',
  approved: 'Elevation Approved',
  bypassed: 'Elevation Bypassed',
  denied: 'Elevation Denied',
  cancelled: 'Elevation Cancelled',
  expired: 'Elevation Expired',
  scheduled: 'Elevation Scheduled',
  granting: 'Elevation Granting',
  active: 'Elevation Active',
  sessionIssued: 'Elevation Session Issued',
  ending: 'Elevation Ending',
  ended: 'Elevation Ended',
  failed: 'Elevation Failed',
  revokeFailed: 'Elevation Revoke Failed',
  unknownAccess: 'Elevation Unknown Access',
  accessMissing: 'Elevation Access Missing',
} as const;

/** Events on the bus that are followed up. */
export const FOLLOWED = {
  review: [EVENTS.bypassed, EVENTS.unknownAccess],
  active: [EVENTS.active, EVENTS.revokeFailed, EVENTS.unknownAccess],
  archived: [EVENTS.ended, EVENTS.failed],
  over: [EVENTS.ended, EVENTS.failed, EVENTS.denied, EVENTS.expired, EVENTS.cancelled],
} as const;

export type EventType = typeof EVENTS[keyof typeof EVENTS];

/** Expression that chooses between two events. */
export const eventIf = (condition: `$${string}`, event: EventType, otherwise: EventType) => `${condition} ? ${literal(event)} : ${literal(otherwise)}` as const;

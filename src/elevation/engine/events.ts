import { literal } from './jsonata';

/** Detail type of every event on the bus. The ledger names what happened to a request by the same texts. */
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
  sessionVended: 'Elevation Session Vended',
  ending: 'Elevation Ending',
  ended: 'Elevation Ended',
  failed: 'Elevation Failed',
  revokeFailed: 'Elevation Revoke Failed',
  unknownAccess: 'Elevation Unknown Access',
  accessMissing: 'Elevation Access Missing',
} as const;

export type EventType = typeof EVENTS[keyof typeof EVENTS];

/** Expression of one of two events. */
export const eventIf = (condition: `$${string}`, event: EventType, otherwise: EventType) => `${condition} ? ${literal(event)} : ${literal(otherwise)}` as const;

/**
 * The life of an elevation request, as data: the only truth about it. The workflows' conditions on the ledger are made
 * from it, and so is the diagram of the documentation.
 */
export type Status = 'requested' | 'approved' | 'denied' | 'expired' | 'cancelled' | 'scheduled' | 'granting' | 'active' | 'ending' | 'ended' | 'failed';

export interface Transition {
  readonly name: string;
  readonly from: readonly Status[];
  readonly to: Status;
  /** Detail type of the event on the bus. */
  readonly event: string;
}

export const TRANSITIONS = {
  approve: { from: ['requested'], to: 'approved', event: 'Elevation Approved' },
  deny: { from: ['requested'], to: 'denied', event: 'Elevation Denied' },
  cancel: { from: ['requested'], to: 'cancelled', event: 'Elevation Cancelled' },
  expire: { from: ['requested'], to: 'expired', event: 'Elevation Expired' },
  bypass: { from: ['requested'], to: 'approved', event: 'Elevation Bypassed' },
  schedule: { from: ['approved'], to: 'scheduled', event: 'Elevation Scheduled' },
  grant: { from: ['approved', 'scheduled'], to: 'granting', event: 'Elevation Granting' },
  activate: { from: ['granting'], to: 'active', event: 'Elevation Active' },
  // What is approved can be called off at every moment, and what was begun must be taken back even if it never got active.
  end: { from: ['approved', 'scheduled', 'granting', 'active', 'ending'], to: 'ending', event: 'Elevation Ending' },
  ended: { from: ['ending'], to: 'ended', event: 'Elevation Ended' },
  fail: { from: ['ending'], to: 'failed', event: 'Elevation Failed' },
} as const satisfies Record<string, Omit<Transition, 'name'>>;

export type TransitionName = keyof typeof TRANSITIONS;

export function transition(name: TransitionName): Transition {
  return { name, ...TRANSITIONS[name] };
}

/** No way leads out of these, and no access is left in them. */
export const FINAL: readonly Status[] = ['denied', 'expired', 'cancelled', 'ended', 'failed'];

/** In these, access can exist. */
export const WITH_ACCESS: readonly Status[] = ['granting', 'active', 'ending'];

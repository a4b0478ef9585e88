import { EventType, EVENTS } from './events';

/**
 * Statuses of a request and the transitions between them, as data. The workflows' conditions on the ledger and the diagram in the
 * documentation are derived from this table.
 */
export type Status = 'requested' | 'approved' | 'denied' | 'expired' | 'cancelled' | 'scheduled' | 'granting' | 'active' | 'ending' | 'ended' | 'failed';

export interface Transition {
  readonly name: string;
  readonly from: readonly Status[];
  readonly to: Status;
  /** Event on the bus and in the ledger. */
  readonly event: EventType;
}

export const TRANSITIONS = {
  approve: { from: ['requested'], to: 'approved', event: EVENTS.approved },
  deny: { from: ['requested'], to: 'denied', event: EVENTS.denied },
  cancel: { from: ['requested'], to: 'cancelled', event: EVENTS.cancelled },
  expire: { from: ['requested'], to: 'expired', event: EVENTS.expired },
  bypass: { from: ['requested'], to: 'approved', event: EVENTS.bypassed },
  schedule: { from: ['approved'], to: 'scheduled', event: EVENTS.scheduled },
  grant: { from: ['approved', 'scheduled'], to: 'granting', event: EVENTS.granting },
  activate: { from: ['granting'], to: 'active', event: EVENTS.active },
  // Approved access can be ended at any time, and a grant that began is taken back even if it never became active.
  end: { from: ['approved', 'scheduled', 'granting', 'active', 'ending'], to: 'ending', event: EVENTS.ending },
  ended: { from: ['ending'], to: 'ended', event: EVENTS.ended },
  fail: { from: ['ending'], to: 'failed', event: EVENTS.failed },
} as const satisfies Record<string, Omit<Transition, 'name'>>;

export type TransitionName = keyof typeof TRANSITIONS;

export function transition(name: TransitionName): Transition {
  return { name, ...TRANSITIONS[name] };
}

/** Final states: no transition leaves them and no access remains. */
export const FINAL: readonly Status[] = ['denied', 'expired', 'cancelled', 'ended', 'failed'];

/** Statuses in which access can exist. */
export const WITH_ACCESS: readonly Status[] = ['granting', 'active', 'ending'];

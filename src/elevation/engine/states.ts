import { EventType, EVENTS } from './events';

/**
 * The life of an elevation request, as data: the only truth about it. The workflows' conditions on the ledger are made
 * from it, and so is the diagram of the documentation.
 */
export type Status = 'requested' | 'approved' | 'denied' | 'expired' | 'cancelled' | 'scheduled' | 'granting' | 'active' | 'ending' | 'ended' | 'failed';

export interface Transition {
  readonly name: string;
  readonly from: readonly Status[];
  readonly to: Status;
  /** What the bus and the ledger are told. */
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
  // What is approved can be called off at every moment, and what was begun must be taken back even if it never got active.
  end: { from: ['approved', 'scheduled', 'granting', 'active', 'ending'], to: 'ending', event: EVENTS.ending },
  ended: { from: ['ending'], to: 'ended', event: EVENTS.ended },
  fail: { from: ['ending'], to: 'failed', event: EVENTS.failed },
} as const satisfies Record<string, Omit<Transition, 'name'>>;

export type TransitionName = keyof typeof TRANSITIONS;

export function transition(name: TransitionName): Transition {
  return { name, ...TRANSITIONS[name] };
}

/** No way leads out of these, and no access is left in them. */
export const FINAL: readonly Status[] = ['denied', 'expired', 'cancelled', 'ended', 'failed'];

/** In these, access can exist. */
export const WITH_ACCESS: readonly Status[] = ['granting', 'active', 'ending'];

import { Templates } from '../mutations';

export type BackDoorKind = 'trust' | 'permissions' | 'alarm-chain' | 'template' | 'user' | 'narrowed' | 'elevation';

/** One change to our own templates that lets somebody in, gives a session more, or keeps an alarm silent. */
export interface BackDoor {
  readonly id: string;
  readonly kind: BackDoorKind;
  /** Completes "Put in: …". */
  readonly putIn: string;
  /** What the attacker has won. */
  readonly effect: string;
  readonly mutate: (templates: Templates) => void;
}

/** Back doors of one kind, each written without it. */
export function ofKind(kind: BackDoorKind, doors: readonly Omit<BackDoor, 'kind'>[]): readonly BackDoor[] {
  return doors.map((door) => ({ ...door, kind }));
}

import { FINAL, Status, TRANSITIONS } from '../../../src/elevation/engine/states';
import { ACTIONS } from '../../../src/elevation/workflows/decide';

export type Action = keyof typeof ACTIONS;

/** Who may do it. */
export const WHO: Record<Action, string> = { approve: 'john', deny: 'mary', cancel: 'jane', bypass: 'ruth', release: 'jane', revoke: 'mary' };
export const PAST: Record<Action, string> = { approve: 'approved', deny: 'denied', cancel: 'cancelled', bypass: 'bypassed', release: 'released', revoke: 'revoked' };
export const statuses = [...new Set([...Object.values(TRANSITIONS).flatMap(({ from, to }) => [...from, to]), ...FINAL])] as Status[];
export const allowed = (action: Action): readonly Status[] => TRANSITIONS[ACTIONS[action]].from;

/** Every action in every status, and those that the table doesn't have. */
export const changes = (Object.keys(ACTIONS) as Action[]).flatMap((action) => statuses.map((status) => [action, status] as const));
export const refused = changes.filter(([action, status]) => !allowed(action).includes(status));

/**
 * Variables that the workflows hand from state to state, from the API's request to the grant. Each means the same in every workflow.
 *
 * | Variable | Assigned by | Value |
 * |---|---|---|
 * | `$states.input` | the API | `INPUT`: caller, instant, path, query and body, form-encoded |
 * | `$asked` | `understand` | What the caller asks, checked against the registry; each workflow declares its fields |
 * | `$refusal` | `understand`, `refuseWith` | HTTP status and reason; status 0 if nothing is refused |
 * | `$item` | `readRequest` | State of the request in the ledger, as DynamoDB gives it; empty if there is none |
 * | `$rule` | each workflow, from the rulebook | The request's rule (`RuleData`); to take access back: kind and resource that the ledger names |
 * | `$verdict` | `decide` | `Verdict`: what the decision leads to |
 * | `$account` | `Grants` | One account of the request; `-` for access that has none |
 * | `$failure` | workflows of a grant | Why a step failed, cut to the length of an entry |
 */
import { RuleData } from './rule-data';

/** DynamoDB's type of each attribute of a request's state. */
const ATTRIBUTES = {
  kind: 'S',
  id: 'S',
  status: 'S',
  version: 'N',
  rule: 'S',
  title: 'S',
  requester: 'S',
  grantee: 'S',
  accounts: 'L',
  minutes: 'N',
  incident: 'S',
  fields: 'S',
  approvals: 'L',
  bypassedBy: 'S',
  createdAt: 'S',
  updatedAt: 'S',
  expiresAt: 'S',
  wantedAt: 'S',
  approvedAt: 'S',
  startsAt: 'S',
  endsAt: 'S',
  endedAt: 'S',
  endReason: 'S',
  grantKind: 'S',
  resource: 'S',
  sessionUntil: 'S',
} as const;

export type Attribute = keyof typeof ATTRIBUTES;

/** Path of an attribute of the request: `item('grantee')` is `$item.grantee.S`. Entries of a list are its `.S`. */
export const item = (attribute: Attribute, of = '$item') => `${of}.${attribute}.${ATTRIBUTES[attribute]}`;

/** Expression: there is no such request. */
export const NO_ITEM = '$not($exists($item.id))';

/** Paths of the fields of a variable. */
export const pathsOf = <T>(variable: string) => (field: keyof T & string) => `$${variable}.${field}` as const;

/** Path of a field of the request's rule: `rule('kind')` is `$rule.kind`. */
export const rule = pathsOf<RuleData>('rule');

/** Fields of `$asked` in every workflow behind the API. */
export interface Asked {
  /** The request's id. */
  readonly id: string;
  /** The caller. */
  readonly person: string;
}

/** Input of the workflows that grant and end access. To start the end by hand, the id is enough. */
export interface Order {
  readonly id: string;
  readonly reason?: string;
  readonly by?: string;
  readonly detail?: string;
}

/** Path of a field of the order. */
export const order = pathsOf<Order>('states.context.Execution.Input');

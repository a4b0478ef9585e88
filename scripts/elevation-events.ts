/** The events of elevated access on its bus, as JSON schemas of their details. A test holds that the workflows send these and no others. */
import { EVENTS, EventType } from '../src/elevation/engine/events';
import { EVENT_SOURCE } from '../src/elevation/engine/names';

const text = (description: string) => ({ type: 'string', description });
const instant = (description: string) => ({ type: 'string', format: 'date-time', description });
const REQUEST = {
  id: { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'Id of the request' },
  rule: text('Name of the rule'),
  title: text('What is granted'),
  requester: text('Person who made the request'),
  incident: text('Id of the incident; - if the rule requires none'),
  accounts: { type: 'array', items: { type: 'string', pattern: '^[0-9]{12}$' }, description: 'Accounts of the access' },
} as const;
const AT = { at: instant('Time of the event, by the clock of the workflow') } as const;
const SECONDS = { seconds: { type: 'integer', description: 'Seconds from the request to the decision, from the start to the access, or from the beginning of the end to its completion' } } as const;
const DECISION = { ...REQUEST, by: text('Person who decided'), reason: text('Reason of the decision; may be empty'), ...AT, ...SECONDS } as const;
const ENDING = {
  ...REQUEST, by: text('Person or workflow that ended the access'), reason: text('expired, released, revoked or failed'), detail: text('Details'), endsAt: text('Planned end of the access; empty if it was never approved'), ...AT, ...SECONDS,
} as const;
const PLACE = { account: REQUEST.accounts.items, resource: text('ARN of the permission set'), grantee: text('Id of the user in the identity store'), ...AT } as const;

interface Event { readonly when: string; readonly detail: { readonly [name: string]: object }; readonly optional?: readonly string[] }

const DETAILS: { readonly [detailType in EventType]?: Event } = {
  [EVENTS.requested]: {
    when: 'A person requests access',
    detail: { ...REQUEST, status: text('requested'), by: text('Person who made the request'), minutes: { type: 'integer', description: 'Duration in minutes' }, expiresAt: instant('When the request expires without a decision'), ...AT },
  },
  [EVENTS.approvalAdded]: { when: 'A person approved; more approvals are needed', detail: DECISION },
  [EVENTS.approved]: {
    when: 'The last approval that was needed, or the automatic approval of the rule',
    detail: { ...DECISION, status: text('approved; only at an automatic approval'), minutes: { type: 'integer', description: 'Duration in minutes; only at an automatic approval' }, expiresAt: instant('Only at an automatic approval') },
    optional: ['reason', 'seconds', 'status', 'minutes', 'expiresAt'],
  },
  [EVENTS.bypassed]: { when: 'A bypasser approved the request without the quorum', detail: DECISION },
  [EVENTS.denied]: { when: 'The request was denied', detail: DECISION },
  [EVENTS.cancelled]: { when: 'The requester withdrew the request', detail: DECISION },
  [EVENTS.expired]: { when: 'The request expired without a decision', detail: { id: REQUEST.id, ...AT } },
  [EVENTS.scheduled]: { when: 'The request is approved and waits for its start', detail: { ...REQUEST, startsAt: instant('Start of the access'), ...AT } },
  [EVENTS.active]: { when: 'The access is active', detail: { ...REQUEST, endsAt: instant('End of the access'), ...AT, ...SECONDS } },
  [EVENTS.sessionIssued]: { when: 'The requester received credentials of a session', detail: { ...REQUEST, until: instant('When the session ends'), ...AT } },
  [EVENTS.ending]: { when: 'The end of the access begins', detail: ENDING },
  [EVENTS.ended]: { when: 'The access is removed', detail: ENDING },
  [EVENTS.failed]: { when: 'The access could not be given; nothing of it remains', detail: ENDING },
  [EVENTS.revokeFailed]: { when: 'An access could not be removed; the workflow tries again', detail: { ...ENDING, failure: text('Cause') } },
  [EVENTS.unknownAccess]: { when: 'A user has an access for which there is no request', detail: PLACE },
  [EVENTS.accessMissing]: { when: 'An active access is missing: it was removed by other means', detail: { ...PLACE, id: REQUEST.id } },
};

export function elevationEvents(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Events of elevated access',
    description: `On the bus of ElevatedAccess, with source ${EVENT_SOURCE}. Each detail type has its schema under $defs. Members may be added; ignore what you don't know. `
      + 'Delivery is at least once, in any order.',
    $defs: Object.fromEntries(Object.entries<Event>(DETAILS).map(([detailType, { when, detail, optional = [] }]) => [detailType, {
      description: when, type: 'object', properties: detail, required: Object.keys(detail).filter((name) => !optional.includes(name)), additionalProperties: false,
    }])),
  };
}

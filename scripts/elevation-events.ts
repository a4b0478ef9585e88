/** The events of elevated access on its bus, as JSON schemas of their details. A test holds that the workflows send these and no others. */
import { EVENTS, EventType } from '../src/elevation/engine/events';
import { EVENT_SOURCE } from '../src/elevation/engine/names';

const text = (description: string) => ({ type: 'string', description });
const instant = (description: string) => ({ type: 'string', format: 'date-time', description });
const REQUEST = {
  id: { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'The request' },
  rule: text('Its rule'),
  title: text('What is granted'),
  requester: text('The person who asked'),
  incident: text('For which incident; - if the rule asks for none'),
  accounts: { type: 'array', items: { type: 'string', pattern: '^[0-9]{12}$' }, description: 'Where' },
} as const;
const AT = { at: instant('When, by the workflow\'s clock') } as const;
const SECONDS = { seconds: { type: 'integer', description: 'How long it took: from the request to its decision, from the start to the access, from the order to the end' } } as const;
const DECISION = { ...REQUEST, by: text('The person who decided'), reason: text('Why; may be empty'), ...AT, ...SECONDS } as const;
const ENDING = {
  ...REQUEST, by: text('Who or what ended it'), reason: text('expired, released, revoked or failed'), detail: text('More'), endsAt: text('When it would have ended; empty if it was never approved'), ...AT, ...SECONDS,
} as const;
const PLACE = { account: REQUEST.accounts.items, resource: text('ARN of the permission set'), grantee: text('Id of the user in the identity store'), ...AT } as const;

interface Event { readonly when: string; readonly detail: { readonly [name: string]: object }; readonly optional?: readonly string[] }

const DETAILS: { readonly [detailType in EventType]?: Event } = {
  [EVENTS.requested]: {
    when: 'Somebody asks',
    detail: { ...REQUEST, status: text('requested'), by: text('Who asked'), minutes: { type: 'integer', description: 'For how long' }, expiresAt: instant('Undecided, it expires then'), ...AT },
  },
  [EVENTS.approvalAdded]: { when: 'Somebody approved, and more are needed', detail: DECISION },
  [EVENTS.approved]: {
    when: 'The last approval that was needed, or the rule\'s own',
    detail: { ...DECISION, status: text('approved, of the rule\'s own approval'), minutes: { type: 'integer', description: 'For how long, of the rule\'s own approval' }, expiresAt: instant('Of the rule\'s own approval') },
    optional: ['reason', 'seconds', 'status', 'minutes', 'expiresAt'],
  },
  [EVENTS.bypassed]: { when: 'Somebody let it pass alone', detail: DECISION },
  [EVENTS.denied]: { when: 'It was denied', detail: DECISION },
  [EVENTS.cancelled]: { when: 'Who asked withdrew it', detail: DECISION },
  [EVENTS.expired]: { when: 'Nobody decided in time', detail: { id: REQUEST.id, ...AT } },
  [EVENTS.scheduled]: { when: 'It is approved and waits for its start', detail: { ...REQUEST, startsAt: instant('When it begins'), ...AT } },
  [EVENTS.active]: { when: 'The access is there', detail: { ...REQUEST, endsAt: instant('When it ends'), ...AT, ...SECONDS } },
  [EVENTS.sessionVended]: { when: 'Who asked got a session', detail: { ...REQUEST, until: instant('When the session ends'), ...AT } },
  [EVENTS.ending]: { when: 'Its end begins', detail: ENDING },
  [EVENTS.ended]: { when: 'The access is gone', detail: ENDING },
  [EVENTS.failed]: { when: 'It could not be given; nothing of it is left', detail: ENDING },
  [EVENTS.revokeFailed]: { when: 'An access could not be taken back; it is tried again', detail: { ...ENDING, failure: text('Why') } },
  [EVENTS.unknownAccess]: { when: 'Somebody has an access that no request explains', detail: PLACE },
  [EVENTS.accessMissing]: { when: 'An access that should be there is not', detail: { ...PLACE, id: REQUEST.id } },
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

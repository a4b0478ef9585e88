/** The API of elevated access as an OpenAPI document, made from what the workflows are made from. */
import { FINAL, TRANSITIONS } from '../src/elevation/engine/states';
import { ACTIONS } from '../src/elevation/workflows/decide';

const STATUSES = [...new Set([...Object.values(TRANSITIONS).flatMap(({ from, to }) => [...from, to]), ...FINAL])];
const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
const instant = (description: string) => text(description);
const list = (description: string) => ({ type: 'array', items: { type: 'string' }, description });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object, required = Object.keys(properties), more: object = {}) => ({ type: 'object', properties, required, additionalProperties: false, ...more });

/** What an operation can answer. */
function answers(success: number, schema: string, ...refusals: number[]): object {
  const reasons: { readonly [status: number]: string } = {
    400: 'The request is wrong; the reason says what to change',
    403: 'You are not allowed to do this',
    404: 'No such request, or you are not allowed to see it',
    409: 'Too late, or already done',
    415: 'The content type is not application/json',
    500: 'The request was not processed; nothing has changed',
    503: 'A service that is needed did not answer; nothing has changed',
  };
  const content = (name: string) => ({ 'application/json': { schema: ref(name) } });
  return Object.fromEntries([
    [success, { description: 'Done', content: content(schema) }],
    ...[...refusals, 415, 500].map((status) => [status, { description: reasons[status], content: content('Refusal') }]),
  ]);
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{32}$' } };
const query = (name: string, description: string, schema: object = { type: 'string' }) => ({ name, in: 'query', required: false, description, schema });
const FILTERS = [
  query('status', 'By status', { type: 'string', enum: STATUSES }), query('requester', 'By requester'), query('incident', 'By incident'), query('rule', 'By rule'),
  query('from', 'From this date or instant on, UTC'), query('to', 'Up to this date or instant, UTC'),
];
const body = (schema: string, required: boolean) => ({ required, content: { 'application/json': { schema: ref(schema) } } });

const SUMMARIES: { readonly [action in keyof typeof ACTIONS]: string } = {
  approve: 'Approve a request of another person',
  deny: 'Deny a request, with a reason',
  cancel: 'Withdraw your own undecided request',
  bypass: 'Approve a request without the quorum, with a reason; announced to all',
  release: 'End your own access early',
  revoke: 'End the access of another person, with a reason',
};

const SCHEMAS = {
  Refusal: object({ reason: text('Why, as a sentence for people') }),
  Submission: {
    type: 'object',
    description: 'Also the fields that the rule requires, such as incident and justification, and no others.',
    required: ['rule'],
    properties: {
      rule: text('Name of the rule'),
      accounts: { type: 'array', items: { type: 'string', pattern: '^[0-9]{12}$' }, uniqueItems: true, maxItems: 50, description: 'Accounts, if the rule grants a permission set' },
      minutes: { type: 'integer', minimum: 5, description: 'Duration in minutes; by default the longest of the rule' },
      startsAt: instant('Start of the access in UTC, such as 2026-12-01T20:00:00Z; by default the approval'),
      clientToken: text('Makes a second attempt safe: the same token is the same request', { pattern: '^[A-Za-z0-9_-]{8,64}$' }),
    },
  },
  Submitted: object({ id: text('Id of the request'), status: text('requested, or approved if the rule approves automatically', { enum: ['requested', 'approved'] }), expiresAt: instant('When it expires without a decision') }),
  Decision: object({ reason: text('Why; required to deny, bypass and revoke', { minLength: 10, maxLength: 1000 }) }, []),
  Decided: object({ id: text('Id of the request'), status: text('Current status'), approvals: { type: 'integer', description: 'Number of people who have approved' } }),
  Request: object({
    id: text('Id of the request'),
    status: text('Current status', { enum: STATUSES }),
    rule: text('Name of the rule'),
    title: text('What is granted'),
    requester: text('Person who made the request'),
    accounts: list('Accounts of the access'),
    minutes: { type: 'integer', description: 'Duration in minutes' },
    incident: text('Id of the incident; - if the rule requires none'),
    fields: { type: 'object', additionalProperties: { type: 'string' }, description: 'Fields that the rule requires' },
    approvals: list('People who approved'),
    bypassedBy: text('Person who bypassed the quorum; empty without a bypass'),
    createdAt: instant('When it was requested'),
    expiresAt: instant('When it expires without a decision'),
    startsAt: instant('Start of the access; empty until it is approved'),
    endsAt: instant('End of the access; empty until it is approved'),
    endReason: text('Why the access ended; empty until then'),
    entries: { type: 'array', description: 'Everything that happened; only in the answer for one request', items: object({ at: instant('When'), event: text('What happened'), by: text('Who did it'), detail: text('Details') }) },
    moreEntries: { type: 'boolean', description: 'Whether there are more entries than the 50 shown; the ledger has all of them' },
  }, ['id', 'status', 'rule', 'requester', 'accounts', 'minutes', 'createdAt']),
  Page: object({ requests: { type: 'array', items: ref('Request') }, next: text('Value of the parameter next for the next page; empty on the last page') }),
  Counts: object({
    total: { type: 'integer' },
    from: text('Start of the time range'),
    to: text('End of the time range'),
    ...Object.fromEntries(['status', 'rule', 'requester'].map((by) => [by, { type: 'object', additionalProperties: { type: 'integer' }, description: `Number of requests by ${by}` }])),
  }),
  Session: object({ accessKeyId: text('Credentials'), secretAccessKey: text('Credentials'), sessionToken: text('Credentials'), expiration: instant('When the session ends'), role: text('ARN of the role') }),
};

export function elevationApi(): object {
  const action = (name: keyof typeof ACTIONS) => ({ post: { operationId: name, summary: SUMMARIES[name], parameters: [id], requestBody: body('Decision', false), responses: answers(200, 'Decided', 400, 403, 404, 409, 503) } });
  return {
    openapi: '3.1.0',
    info: { title: 'Elevated access', version: '1', description: 'Requests, decisions and audit of elevated access. Every call is signed with IAM credentials (Signature Version 4).' },
    security: [{ sigv4: [] }],
    paths: {
      '/requests': {
        post: { operationId: 'submit', summary: 'Request access', requestBody: body('Submission', true), responses: answers(201, 'Submitted', 400, 403, 409, 503) },
        get: { operationId: 'list', summary: 'List requests, the latest first', parameters: [...FILTERS, query('next', 'Value of next on the previous page')], responses: answers(200, 'Page', 400, 403) },
      },
      '/requests/{id}': { get: { operationId: 'get', summary: 'Show one request, with everything that happened', parameters: [id], responses: answers(200, 'Request', 400, 403, 404) } },
      ...Object.fromEntries((Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).map((name) => [`/requests/{id}/${name}`, action(name)])),
      '/requests/{id}/session': { post: { operationId: 'session', summary: 'Issue credentials, if the rule grants sessions', parameters: [id], responses: answers(200, 'Session', 400, 403, 404, 409, 503) } },
      '/audit': { get: { operationId: 'audit', summary: 'Count requests by status, rule and requester', parameters: FILTERS, responses: answers(200, 'Counts', 400, 403) } },
    },
    components: { schemas: SCHEMAS, securitySchemes: { sigv4: { type: 'apiKey', name: 'Authorization', in: 'header', description: 'AWS Signature Version 4, service execute-api' } } },
  };
}

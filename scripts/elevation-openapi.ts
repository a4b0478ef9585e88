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
    400: 'The request is wrong: the reason says what to change',
    403: 'You may not',
    404: 'There is no such request, or none that you may see',
    409: 'Too late, or done already',
    500: 'It could not be worked on; nothing has happened',
    503: 'A service that must be asked did not answer; nothing has happened',
  };
  const content = (name: string) => ({ 'application/json': { schema: ref(name) } });
  return Object.fromEntries([
    [success, { description: 'Done', content: content(schema) }],
    ...[...refusals, 500].map((status) => [status, { description: reasons[status], content: content('Refusal') }]),
  ]);
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{32}$' } };
const query = (name: string, description: string, schema: object = { type: 'string' }) => ({ name, in: 'query', required: false, description, schema });
const FILTERS = [
  query('status', 'By status', { type: 'string', enum: STATUSES }), query('requester', 'By who asked'), query('incident', 'By incident'), query('rule', 'By rule'),
  query('from', 'From this date or instant on, UTC'), query('to', 'Up to this date or instant, UTC'),
];
const body = (schema: string, required: boolean) => ({ required, content: { 'application/json': { schema: ref(schema) } } });

const SUMMARIES: { readonly [action in keyof typeof ACTIONS]: string } = {
  approve: 'Approve a request of somebody else',
  deny: 'Deny it, with a reason',
  cancel: 'Withdraw your own undecided request',
  bypass: 'Let it pass alone, with a reason; everybody is told',
  release: 'End your own access early',
  revoke: 'End somebody\'s access, with a reason',
};

const SCHEMAS = {
  Refusal: object({ reason: text('Why, for people') }),
  Submission: {
    type: 'object',
    description: 'Besides these, the fields that the rule asks for, such as incident and justification; no others.',
    required: ['rule'],
    properties: {
      rule: text('Name of the rule'),
      accounts: { type: 'array', items: { type: 'string', pattern: '^[0-9]{12}$' }, uniqueItems: true, maxItems: 50, description: 'Accounts, where the rule grants a permission set' },
      minutes: { type: 'integer', minimum: 5, description: 'How long; the rule\'s longest if left out' },
      startsAt: instant('When it should begin, in UTC; at the approval if left out'),
      clientToken: text('The same token is the same request', { pattern: '^[A-Za-z0-9_-]{8,64}$' }),
    },
  },
  Submitted: object({ id: text('Its id'), status: text('requested, or approved where the rule approves by itself', { enum: ['requested', 'approved'] }), expiresAt: instant('Undecided, it expires then') }),
  Decision: object({ reason: text('Why: needed to deny, to bypass and to revoke', { minLength: 10, maxLength: 1000 }) }, []),
  Decided: object({ id: text('Its id'), status: text('What it is now'), approvals: { type: 'integer', description: 'So many people have approved' } }),
  Request: object({
    id: text('Its id'),
    status: text('What it is now', { enum: STATUSES }),
    rule: text('Name of the rule'),
    title: text('What is granted'),
    requester: text('Who asked'),
    accounts: list('Where'),
    minutes: { type: 'integer', description: 'How long' },
    incident: text('For which incident; - if the rule asks for none'),
    fields: { type: 'object', additionalProperties: { type: 'string' }, description: 'What the rule asks for' },
    approvals: list('Who approved'),
    bypassedBy: text('Who let it pass alone; empty if nobody'),
    createdAt: instant('When it was asked for'),
    expiresAt: instant('Undecided, it expires then'),
    startsAt: instant('When the access begins; empty until it is approved'),
    endsAt: instant('When the access ends; empty until it is approved'),
    endReason: text('Why it ended; empty until then'),
    entries: { type: 'array', description: 'Everything that happened, where one request is asked for', items: object({ at: instant('When'), event: text('What'), by: text('Who'), detail: text('More') }) },
    moreEntries: { type: 'boolean', description: 'Whether more happened than the 50 entries that are shown; the ledger has all of them' },
  }, ['id', 'status', 'rule', 'requester', 'accounts', 'minutes', 'createdAt']),
  Page: object({ requests: { type: 'array', items: ref('Request') }, next: text('Give it as next to get the next page; empty on the last') }),
  Counts: object({
    total: { type: 'integer' },
    from: text('From when'),
    to: text('Until when'),
    ...Object.fromEntries(['status', 'rule', 'requester'].map((by) => [by, { type: 'object', additionalProperties: { type: 'integer' }, description: `How many, by ${by}` }])),
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
        post: { operationId: 'submit', summary: 'Ask for access', requestBody: body('Submission', true), responses: answers(201, 'Submitted', 400, 403, 409, 503) },
        get: { operationId: 'list', summary: 'Requests, the latest first, page by page', parameters: [...FILTERS, query('next', 'What the last page gave')], responses: answers(200, 'Page', 400, 403) },
      },
      '/requests/{id}': { get: { operationId: 'get', summary: 'One request, with everything that happened', parameters: [id], responses: answers(200, 'Request', 400, 403, 404) } },
      ...Object.fromEntries((Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).map((name) => [`/requests/{id}/${name}`, action(name)])),
      '/requests/{id}/session': { post: { operationId: 'session', summary: 'Credentials, where the rule gives sessions', parameters: [id], responses: answers(200, 'Session', 400, 403, 404, 409, 503) } },
      '/audit': { get: { operationId: 'audit', summary: 'How many requests, by status, rule and requester', parameters: FILTERS, responses: answers(200, 'Counts', 400, 403) } },
    },
    components: { schemas: SCHEMAS, securitySchemes: { sigv4: { type: 'apiKey', name: 'Authorization', in: 'header', description: 'AWS Signature Version 4, service execute-api' } } },
  };
}

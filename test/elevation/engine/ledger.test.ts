import { EVENTS } from '../../../src/elevation/engine/events';
import { accesses, accessPk, eventPut, forgetAfter, move, PLACES, requests, requestsAndAccesses } from '../../../src/elevation/engine/ledger';
import { TransitionName, TRANSITIONS } from '../../../src/elevation/engine/states';
import { evaluate } from '../support/reference';

const PLACE = { tableName: 'Ledger', keepSeconds: 100 * 86_400 };
const AT = '2026-01-31T14:00:00.000Z';
const ENTRY = { id: '$id', at: '$at', by: '"jane"', detail: '"because"' };
const VARIABLES = { id: 'f00', at: AT };
const resolved = async (value: any): Promise<any> => {
  if (typeof value === 'string') { return value.startsWith('{%') ? evaluate(value, VARIABLES) : value; }
  if (value === null || typeof value !== 'object') { return value; }
  const entries = await Promise.all(Object.entries(value).map(async ([name, child]) => [name, await resolved(child)]));
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
};

test('the retention begins after the longest life of a request', async () => {
  expect(await resolved(forgetAfter(PLACE, '$at'))).toEqual({ forgetAt: { N: String(Date.parse(AT) / 1000 + 115 * 86_400) } });
});

test('an entry is added and never overwritten', async () => {
  const { Put } = await resolved(eventPut(PLACE, { ...ENTRY, event: '"Elevation Approved"' }));
  expect(Put).toMatchObject({
    TableName: 'Ledger',
    Item: {
      pk: { S: 'REQUEST#f00' }, sk: { S: expect.stringContaining(`EVENT#${AT}#`) }, at: { S: AT }, by: { S: 'jane' }, event: { S: EVENTS.approved }, detail: { S: 'because' },
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
});

test.each(Object.entries(TRANSITIONS))('%s is written under the condition on the status, with a new version and an entry', async (name, { from, to, event }) => {
  const [{ Update }, { Put }] = await resolved(move(PLACE, { ...ENTRY, transition: name as TransitionName }));
  const values = Update.ExpressionAttributeValues;
  const named = /^#status IN \(([^)]*)\)$/.exec(Update.ConditionExpression)![1].split(', ');
  expect(named.map((value) => values[value].S)).toEqual(from);
  expect(Update).toMatchObject({ TableName: 'Ledger', Key: { pk: { S: 'REQUEST#f00' }, sk: { S: 'STATE' } } });
  expect(Update.UpdateExpression).toBe('SET #status = :to, updatedAt = :at, #version = #version + :one');
  expect(values).toMatchObject({ ':to': { S: to }, ':at': { S: AT }, ':one': { N: '1' } });
  expect(Put.Item.event).toEqual({ S: event });
});

test('a transition sets attributes and checks further conditions in the same write', async () => {
  const [{ Update }] = await resolved(move(PLACE, {
    ...ENTRY, transition: 'deny', set: { endReason: { S: 'late' } }, conditions: ['expiresAt > :limit'], values: { ':limit': { S: AT } },
  }));
  expect(Update.UpdateExpression).toBe('SET #status = :to, updatedAt = :at, #version = #version + :one, #endReason = :set_endReason');
  expect(Update.ConditionExpression).toBe('#status IN (:from0) AND expiresAt > :limit');
  expect(Update.ExpressionAttributeNames).toMatchObject({ '#endReason': 'endReason' });
  expect(Update.ExpressionAttributeValues).toMatchObject({ ':set_endReason': { S: 'late' }, ':limit': { S: AT } });
});

test('an approval that is not the last keeps the status, under the same condition, with its own event', async () => {
  const [{ Update }, { Put }] = await resolved(move(PLACE, { ...ENTRY, transition: 'approve', stay: true, event: `"${EVENTS.approvalAdded}"` }));
  expect(Update.UpdateExpression).toBe('SET updatedAt = :at, #version = #version + :one');
  expect(Update.ConditionExpression).toBe('#status IN (:from0)');
  expect(Update.ExpressionAttributeValues).not.toHaveProperty(':to');
  expect(Put.Item.event).toEqual({ S: EVENTS.approvalAdded });
});

test.each([[[], ['-']], [['222222222222'], ['222222222222']], [['222222222222', '333333333333'], ['222222222222', '333333333333']]])('accounts %j are granted as %j', async (accounts, places) => {
  expect(await evaluate(`{% ${PLACES} %}`, { item: { accounts: { L: accounts.map((S) => ({ S })) } } })).toEqual(places);
});

test('accesses of one grantee to one resource have one partition key', async () => {
  expect(await evaluate(`{% ${accessPk('$resource', '$grantee')} %}`, { resource: 'arn', grantee: 'jane' })).toBe('ACCESS#arn#jane');
});

test.each([
  [requests('arn', 'dynamodb:GetItem'), ['REQUEST#*']],
  [accesses('arn', 'dynamodb:Query'), ['ACCESS#*']],
  [requestsAndAccesses('arn', 'dynamodb:PutItem'), ['REQUEST#*', 'ACCESS#*']],
])('a permission allows only rows of its kind, and none without a known key', ({ resources, conditions }, keys) => {
  expect(resources).toEqual(['arn']);
  expect(conditions).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys }, 'Null': { 'dynamodb:LeadingKeys': 'false' } });
});

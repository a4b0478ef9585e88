import { bytesOf, WrittenItems } from '../../benchmarks/elevation/write-units';

const S = (text: string) => ({ S: text });
const KEY = { pk: S('REQUEST#1'), sk: S('STATE') };
const INDEXES = [{ partitionKey: 'status', sortKey: 'createdAt' }, { partitionKey: 'requester', sortKey: 'createdAt' }];
const ITEM = { ...KEY, status: S('requested'), requester: S('jane'), createdAt: S('2026'), version: { N: '1' } };

let items: WrittenItems;
beforeEach(() => { items = new WrittenItems(INDEXES); });

const update = (UpdateExpression: string, ExpressionAttributeValues: object) => ([{ Update: { Key: KEY, UpdateExpression, ExpressionAttributeNames: { '#status': 'status' }, ExpressionAttributeValues } }]);

test('a new item is written twice, and once into each index', () => {
  expect(items.transact([{ Put: { Item: ITEM } }])).toEqual({ table: 2, indexes: 2 });
});

test('an item that no index has is written into none', () => {
  expect(items.transact([{ Put: { Item: { ...KEY, detail: S('what happened') } } }])).toEqual({ table: 2, indexes: 0 });
});

test('an update is written into each index, and twice where the item gets another place', () => {
  items.transact([{ Put: { Item: ITEM } }]);
  expect(items.transact(update('SET version = version + :one', { ':one': { N: '1' } }))).toEqual({ table: 2, indexes: 2 });
  expect(items.transact(update('SET #status = :to', { ':to': S('approved') }))).toEqual({ table: 2, indexes: 3 });
});

test('an update that changes nothing is written into no index', () => {
  items.transact([{ Put: { Item: ITEM } }]);
  expect(items.transact(update('SET #status = :to', { ':to': S('requested') }))).toEqual({ table: 2, indexes: 0 });
});

test('a deletion is written into each index', () => {
  items.transact([{ Put: { Item: ITEM } }]);
  expect(items.transact([{ Delete: { Key: KEY } }])).toEqual({ table: 2, indexes: 2 });
  expect(items.sizeOf(KEY)).toBe(0);
});

test('every KiB that is begun counts', () => {
  const fill = (bytes: number) => ({ ...ITEM, fields: S('x'.repeat(bytes - bytesOf({ ...ITEM, fields: S('') }))) });
  expect(items.transact([{ Put: { Item: fill(1024) } }])).toEqual({ table: 2, indexes: 2 });
  expect(new WrittenItems(INDEXES).transact([{ Put: { Item: fill(1025) } }])).toEqual({ table: 4, indexes: 4 });
});

test('sizes are names and values, with lists in them', () => {
  expect(bytesOf({ ab: S('äb'), n: { N: '12' }, l: { L: [S('xyz')] } })).toBe((2 + 3) + (1 + 2) + (1 + 3 + 1 + 3));
});

test('fails on an update that it doesn\'t understand', () => {
  items.transact([{ Put: { Item: ITEM } }]);
  expect(() => items.transact(update('REMOVE #status', {}))).toThrow('isn\'t understood');
});

import { marshall } from '@aws-sdk/util-dynamodb';
import { accessBegins, accessIsGone, accessIsOver } from '../../../src/elevation/grants/access-row';
import { evaluate } from '../support/reference';

const AT = '2026-01-31T14:00:00.000Z';
const ITEM = marshall({ id: 'f00', grantee: 'u-jane', endsAt: AT, accounts: ['222222222222'] });
const keyOf = async (key: any, kind: string, item = ITEM) => {
  const [pk, sk] = await Promise.all([key.pk.S, key.sk.S].map((field: string) => evaluate(field, { item, rule: { kind, resource: 'arn' } })));
  return [pk, sk];
};

test.each(['assignment', 'membership', 'session', 'custom'])('an access by %s has the partition key of its grantee', async (kind) => {
  expect(await keyOf((accessIsGone('Ledger') as any).Delete.Key, kind)).toEqual(['ACCESS#arn#u-jane', 'REQUEST#f00']);
});

test('open windows of a role have one partition key, since the role has one trust policy', async () => {
  expect(await keyOf((accessIsGone('Ledger') as any).Delete.Key, 'window')).toEqual(['ACCESS#arn#-', 'REQUEST#f00']);
});

test('an access has one row from its grant to its end', async () => {
  const { Put } = accessBegins('Ledger', '$at') as any;
  const { Update } = accessIsOver('Ledger') as any;
  expect(await keyOf(Put.Item, 'assignment')).toEqual(await keyOf(Update.Key, 'assignment'));
  expect(await evaluate(Put.Item.accounts.L, { item: ITEM })).toEqual([{ S: '222222222222' }]);
  expect(await evaluate(Put.Item.accounts.L, { item: marshall({ accounts: [] }) })).toEqual([{ S: '-' }]);
  expect([Put, Update, (accessIsGone('Ledger') as any).Delete].map(({ TableName }) => TableName)).toEqual(Array(3).fill('Ledger'));
  expect(Update).toMatchObject({ UpdateExpression: 'SET #over = :yes', ExpressionAttributeNames: { '#over': 'over' }, ExpressionAttributeValues: { ':yes': { S: 'yes' } } });
});

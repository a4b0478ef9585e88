import { KINDS } from './kinds';
import { isOf } from './target-kind';
import { item, rule } from '../engine/hand-overs';
import { jsonata } from '../engine/jsonata';
import { accessPk, KEY, PLACES, S, TOGETHER } from '../engine/ledger';

/** Accesses are grouped by grantee, or all together where one document holds them. */
const HOLDER = `(${isOf(...KINDS.filter(({ oneDocument }) => oneDocument))} ? ${TOGETHER} : ${item('grantee')})`;

/** Key of the row of an access. The row exists exactly as long as the access can exist. */
const accessKey = () => ({ [KEY.pk]: S(accessPk(rule('resource'), HOLDER)), [KEY.sk]: S(`"REQUEST#" & ${item('id')}`) });

/** Item of a transaction: the access is about to be granted. */
export function accessBegins(tableName: string, at: string): object {
  return {
    Put: {
      TableName: tableName,
      Item: {
        ...accessKey(),
        kind: { S: 'access' },
        id: S(item('id')),
        createdAt: S(at),
        endsAt: S(item('endsAt')),
        accounts: { L: jsonata(`[${PLACES}.{"S": $}]`) },
        grantee: S(item('grantee')),
        resource: S(rule('resource')),
      },
    },
  };
}

/** Item of a transaction: the access is no longer needed. */
export function accessIsOver(tableName: string): object {
  return {
    Update: {
      TableName: tableName,
      Key: accessKey(),
      UpdateExpression: 'SET #over = :yes',
      ExpressionAttributeNames: { '#over': 'over' },
      // As text: whether the SDK integration of Step Functions takes a BOOL, AWS doesn't say.
      ExpressionAttributeValues: { ':yes': { S: 'yes' } },
    },
  };
}

/** Item of a transaction: the access no longer exists. */
export const accessIsGone = (tableName: string) => ({ Delete: { TableName: tableName, Key: accessKey() } });

import { KINDS } from './kinds';
import { isOf } from './target-kind';
import { item, rule } from '../engine/hand-overs';
import { jsonata } from '../engine/jsonata';
import { accessPk, KEY, PLACES, S, TOGETHER } from '../engine/ledger';

/** Whose accesses stand together: the grantee's, or everybody's where one document holds them. */
const HOLDER = `(${isOf(...KINDS.filter(({ oneDocument }) => oneDocument))} ? ${TOGETHER} : ${item('grantee')})`;

/** Key of the access of `$item` by `$rule`: a row that is there exactly as long as access can exist. */
const accessKey = () => ({ [KEY.pk]: S(accessPk(rule('resource'), HOLDER)), [KEY.sk]: S(`"REQUEST#" & ${item('id')}`) });

/** Parts of the transactions that move a request on: its access is about to be, is needed no more, and is gone. */
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

export function accessIsOver(tableName: string): object {
  return {
    Update: {
      TableName: tableName,
      Key: accessKey(),
      UpdateExpression: 'SET #over = :true',
      ExpressionAttributeNames: { '#over': 'over' },
      ExpressionAttributeValues: { ':true': { BOOL: true } },
    },
  };
}

export const accessIsGone = (tableName: string) => ({ Delete: { TableName: tableName, Key: accessKey() } });

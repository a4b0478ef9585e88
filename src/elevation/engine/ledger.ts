import { Duration } from 'aws-cdk-lib';
import { Permission } from './call';
import { Attribute, item } from './hand-overs';
import { jsonata, literal } from './jsonata';
import { transition, TransitionName } from './states';

/** Indexes of the ledger by their attribute. `ByDate` lists all rows of one kind: requests or accesses. */
export const INDEXES = { status: 'ByStatus', requester: 'ByRequester', incident: 'ByIncident', rule: 'ByRule', kind: 'ByDate' } as const;

export const KEY = { pk: 'pk', sk: 'sk' } as const;
export const REQUEST = { kind: 'request', sk: 'STATE' } as const;

/** The ledger's table and retention. */
export interface LedgerPlace {
  readonly tableName: string;
  readonly keepSeconds: number;
}

/** Longest life of a request: undecided, waiting for its start, and active. The retention begins after that. */
export const LONGEST_LIFE = Duration.days(15);

/** Time-to-live attribute, in seconds since 1970. */
export const FORGET_AT = 'forgetAt';
export const forgetAfter = ({ keepSeconds }: LedgerPlace, at: string) => (
  { [FORGET_AT]: N(`$floor($toMillis(${at}) / 1000) + ${keepSeconds + LONGEST_LIFE.toSeconds()}`) });

/** An expression as a DynamoDB string. */
export const S = (expression: string) => ({ S: jsonata(expression) });
export const N = (expression: string) => ({ N: jsonata(`$string(${expression})`) });

export const requestKey = (id: string) => ({ [KEY.pk]: S(`"REQUEST#" & ${id}`), [KEY.sk]: { S: REQUEST.sk } });

/** Expression of the accounts of a request; `-` stands for access without accounts. */
export const PLACES = `($count(${item('accounts')}) = 0 ? ["-"] : [${item('accounts')}.S])`;

/** Expression of the partition key of all accesses of one grantee to one resource. */
export const accessPk = (resource: string, grantee: string) => `"ACCESS#" & ${resource} & "#" & ${grantee}`;

/** Used instead of the grantee where one document holds the access of all grantees. */
export const TOGETHER = '"-"';

/** Permission for accesses only, so that a role that grants can't write requests. */
export function accesses(tableArn: string, action: string): Permission {
  return leading(tableArn, [action], 'ACCESS#*');
}

export function requests(tableArn: string, ...actions: string[]): Permission {
  return leading(tableArn, actions, 'REQUEST#*');
}

/** Permission for the list of revoked sessions only. */
export function revocations(tableArn: string, action: string): Permission {
  return leading(tableArn, [action], 'REVOCATION#*');
}

/** Permission for both. One statement, since a transaction is evaluated with all of its keys. */
export function requestsAndAccesses(tableArn: string, ...actions: string[]): Permission {
  return leading(tableArn, actions, 'REQUEST#*', 'ACCESS#*');
}

function leading(tableArn: string, actions: string[], ...keys: string[]): Permission {
  return { actions, resources: [tableArn], conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys }, 'Null': { 'dynamodb:LeadingKeys': 'false' } } };
}

export interface EventEntry {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly event: string;
  readonly detail: string;
}

/** Adds an entry about an event. Entries are never changed. */
export function eventPut(ledger: LedgerPlace, entry: EventEntry): object {
  return {
    Put: {
      TableName: ledger.tableName,
      Item: {
        [KEY.pk]: S(`"REQUEST#" & ${entry.id}`),
        [KEY.sk]: S(`"EVENT#" & ${entry.at} & "#" & $uuid()`),
        at: S(entry.at),
        by: S(entry.by),
        event: S(entry.event),
        detail: S(entry.detail),
        ...forgetAfter(ledger, entry.at),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

export interface MoveProps extends Omit<EventEntry, 'event'> {
  readonly transition: TransitionName;
  /** Further attributes to set, as DynamoDB values. */
  readonly set?: { readonly [attribute in Attribute]?: object };
  /** Further condition expressions of DynamoDB, and the values that they name. */
  readonly conditions?: readonly string[];
  readonly values?: { readonly [name: string]: object };
  /** Keep the status: more approvals are needed. */
  readonly stay?: boolean;
  readonly event?: string;
}

/** Items of a transaction that makes a transition, under the condition that the table of transitions allows it. */
export function move(ledger: LedgerPlace, props: MoveProps): object[] {
  const { from, to, event } = transition(props.transition);
  const set = Object.entries(props.set ?? {});
  const assignments = [
    ...(props.stay ? [] : ['#status = :to']), 'updatedAt = :at', '#version = #version + :one',
    ...set.map(([attribute]) => `#${attribute} = :set_${attribute}`),
  ];
  return [{
    Update: {
      TableName: ledger.tableName,
      Key: requestKey(props.id),
      UpdateExpression: `SET ${assignments.join(', ')}`,
      ConditionExpression: [`#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`, ...props.conditions ?? []].join(' AND '),
      ExpressionAttributeNames: { '#status': 'status', '#version': 'version', ...Object.fromEntries(set.map(([attribute]) => [`#${attribute}`, attribute])) },
      ExpressionAttributeValues: {
        ...(props.stay ? {} : { ':to': { S: to } }),
        ':at': S(props.at),
        ':one': { N: '1' },
        ...Object.fromEntries(from.map((status, index) => [`:from${index}`, { S: status }])),
        ...Object.fromEntries(set.map(([attribute, value]) => [`:set_${attribute}`, value])),
        ...props.values,
      },
    },
  }, eventPut(ledger, { ...props, event: props.event ?? literal(event) })];
}

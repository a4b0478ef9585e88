import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Permission } from './call';
import { Attribute, item } from './hand-overs';
import { jsonata, literal } from './jsonata';
import { transition, TransitionName } from './states';

/** By what the ledger can be asked: the attribute, and the index. By date is everything of a kind: requests, or accesses. */
export const INDEXES = { status: 'ByStatus', requester: 'ByRequester', incident: 'ByIncident', rule: 'ByRule', kind: 'ByDate' } as const;

export const KEY = { pk: 'pk', sk: 'sk' } as const;
export const REQUEST = { kind: 'request', sk: 'STATE' } as const;

/** Where it is, and how long it keeps what happened. */
export interface LedgerPlace {
  readonly tableName: string;
  readonly keepSeconds: number;
}

/** The longest that a request can live: undecided, waiting for its start, and active. It is kept from its end on. */
const LONGEST_LIFE = Duration.days(15);

/** When DynamoDB may forget a row, in seconds since 1970. */
export const FORGET_AT = 'forgetAt';
export const forgetAfter = ({ keepSeconds }: LedgerPlace, at: string) => (
  { [FORGET_AT]: N(`$floor($toMillis(${at}) / 1000) + ${keepSeconds + LONGEST_LIFE.toSeconds()}`) });

export interface LedgerProps {
  readonly encryptionKey: kms.IKey;
}

/**
 * Who asked for what, who decided, what was given and taken back: one item for the state of each request, one for each
 * thing that happened, one for the access of each request whose access can exist.
 */
export class Ledger extends Construct {
  public readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: KEY.pk, type: dynamodb.AttributeType.STRING },
      sortKey: { name: KEY.sk, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: FORGET_AT,
    });
    for (const [attribute, indexName] of Object.entries(INDEXES)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: attribute, type: dynamodb.AttributeType.STRING },
        sortKey: { name: 'createdAt', type: dynamodb.AttributeType.STRING },
      });
    }
  }
}

/** An expression as a DynamoDB text. */
export const S = (expression: string) => ({ S: jsonata(expression) });
export const N = (expression: string) => ({ N: jsonata(`$string(${expression})`) });

export const requestKey = (id: string) => ({ [KEY.pk]: S(`"REQUEST#" & ${id}`), [KEY.sk]: { S: REQUEST.sk } });

/** The accounts of a request; a grant that has none has one place all the same. */
export const PLACES = `($count(${item('accounts')}) = 0 ? ["-"] : [${item('accounts')}.S])`;

/** What one person has by one resource stands together. */
export const accessPk = (resource: string, grantee: string) => `"ACCESS#" & ${resource} & "#" & ${grantee}`;

/** In the place of the grantee, where one document holds what all of them have. */
export const TOGETHER = '"-"';

/** Nothing but the accesses: whoever grants can't write requests by this, and whoever decides can't write accesses. */
export function accesses(tableArn: string, action: string): Permission {
  return leading(tableArn, [action], 'ACCESS#*');
}

export function requests(tableArn: string, ...actions: string[]): Permission {
  return leading(tableArn, actions, 'REQUEST#*');
}

/** Nothing but the notes of whose sessions are ended. */
export function revocations(tableArn: string, action: string): Permission {
  return leading(tableArn, [action], 'REVOCATION#*');
}

/** Both at once. One statement, since a transaction may be judged by all of its keys together. */
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

/** An entry that says what happened. It is only ever added. */
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
  /** Attributes that are set as well, as DynamoDB values. */
  readonly set?: { readonly [attribute in Attribute]?: object };
  /** Conditions besides the transition's own, in DynamoDB's language, with the values that they name. */
  readonly conditions?: readonly string[];
  readonly values?: { readonly [name: string]: object };
  /** The status that is left as it is, for a decision that isn't the last that is needed. */
  readonly stay?: boolean;
  readonly event?: string;
}

/** The items of a transaction that moves a request on, under the conditions of the table of transitions. */
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

import { canonical } from './faults';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { AccessModel } from '../model';
import { ResourceModel } from '../resource';

/** The only service that publishes by a topic's policy. Rules do it with a role: conditions don't work for `events.amazonaws.com`. */
const ALARMS = 'cloudwatch.amazonaws.com';

/** An account and Region. */
interface Place {
  readonly account: string;
  readonly region: string;
}

/** A statement without its name, and with lists of one as plain values. */
export function bare(statement: any): any {
  const { Sid: _, ...rest } = statement ?? {};
  return simple(rest);
}

function simple(value: any): any {
  if (Array.isArray(value)) { return value.length === 1 ? simple(value[0]) : value.map(simple); }
  if (value === null || typeof value !== 'object') { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, simple(entry)]));
}

export function sameStatement(statement: any, wanted: any): boolean {
  return canonical(bare(statement)) === canonical(bare(wanted));
}

/** The statement with which the library lets alarms of a place publish. */
export function publishStatement(topicArn: string, { account, region }: Place): any {
  return {
    Effect: 'Allow',
    Principal: { Service: ALARMS },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${region}:${account}:alarm:${ALARM_NAME_PREFIX}*` }, StringEquals: { 'aws:SourceAccount': account } },
  };
}

/** The place for whose alarms a statement says that it is. */
export function placeNamedIn(statement: any): Place | undefined {
  const account = simple(statement?.Condition?.StringEquals?.['aws:SourceAccount']);
  const [, region] = /^arn:aws:cloudwatch:([^:]+):/.exec(String(simple(statement?.Condition?.ArnLike?.['aws:SourceArn']))) ?? [];
  return typeof account === 'string' && region !== undefined ? { account, region } : undefined;
}

/** Where some of the alarms are: each account and Region once. */
export function placesOfAlarms(alarms: readonly ResourceModel[]): Place[] {
  return [...new Map(alarms.map(({ stack }) => [`${stack.account} ${stack.region}`, stack])).values()];
}

/** Where alarms of an app can be: each account and Region once. */
export function placesOf(model: AccessModel): Place[] {
  return [...new Map(model.stacks.map(({ account, region }) => [`${account} ${region}`, { account, region }])).values()];
}

/** The deny of `enforceSSL`. */
export function denyWithoutTls(topicArn: string): any[] {
  return ['*', { AWS: '*' }].map((Principal) => ({
    Effect: 'Deny', Principal, Action: 'sns:Publish', Resource: topicArn, Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }));
}

/** The statement of a key's policy that lets alarms use it for topics of an account. */
export function keyStatement({ account, region }: Place): any {
  return {
    Effect: 'Allow',
    Principal: { Service: ALARMS },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:${region}:${account}:*` } },
  };
}

/** The statements of a document. CDK may have merged those that differ in their principal alone. */
export function statementsOf(document: any): any[] {
  return [document?.Statement ?? []].flat().flatMap((statement) => eachPrincipal(statement ?? {}));
}

function eachPrincipal(statement: any): any[] {
  const { Principal } = statement;
  if (Principal === null || typeof Principal !== 'object') { return [statement]; }
  const single = Object.entries<any>(Principal)
    .flatMap(([kind, names]) => [names].flat().map((name) => ({ ...statement, Principal: { [kind]: name } })));
  return single.length > 0 ? single : [statement];
}

import { canonical } from './faults';
import { ChainTopic } from './topics';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { AccessModel } from '../model';
import { ResourceModel } from '../resource';

/** A service that publishes to a topic of alarms, and the resources for which it does. */
interface Publisher {
  readonly service: string;
  readonly sourceArn: (stack: { readonly account: string; readonly region: string }) => string;
  readonly used: (topic: ChainTopic) => readonly ResourceModel[];
}

export const PUBLISHERS: readonly Publisher[] = [
  { service: 'cloudwatch.amazonaws.com', sourceArn: ({ account, region }) => `arn:aws:cloudwatch:${region}:${account}:alarm:${ALARM_NAME_PREFIX}*`, used: ({ alarms }) => alarms },
  { service: 'events.amazonaws.com', sourceArn: ({ account, region }) => `arn:aws:events:${region}:${account}:rule/${ALARM_NAME_PREFIX}*`, used: ({ rules }) => rules },
];

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

/** The statement with which the library lets alarms or rules of a stack publish. */
export function publishStatement(publisher: Publisher, topicArn: string, stack: { readonly account: string; readonly region: string }): any {
  return {
    Effect: 'Allow',
    Principal: { Service: publisher.service },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { ArnLike: { 'aws:SourceArn': publisher.sourceArn(stack) }, StringEquals: { 'aws:SourceAccount': stack.account } },
  };
}

/** Where alarms and rules of an app can be: each account and Region once. */
export function placesOf(model: AccessModel): { readonly account: string; readonly region: string }[] {
  return [...new Map(model.stacks.map(({ account, region }) => [`${account} ${region}`, { account, region }])).values()];
}

/** The deny of `enforceSSL`. */
export function denyWithoutTls(topicArn: string): any[] {
  return ['*', { AWS: '*' }].map((Principal) => ({
    Effect: 'Deny', Principal, Action: 'sns:Publish', Resource: topicArn, Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }));
}

/** The statement of a key's policy that lets a service use it for topics of an account. */
export function keyStatement(service: string, stack: { readonly account: string; readonly region: string }): any {
  return {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:${stack.region}:${stack.account}:*` } },
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

/** Random policies and requests. What is drawn is drawn from few names that are near each other, so that most of them nearly match. */
import { Policies, PolicyInput, PolicyRequest } from '../../../src/analysis/policy';

export interface Case {
  readonly request: PolicyRequest & { readonly resourceAccount: string; readonly context: { readonly [key: string]: string | string[] } };
  readonly policies: Policies;
}

const A = '111111111111';
const B = '222222222222';

/** Kinds of resource, with the actions that work on them. */
const KINDS = [
  { actions: ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging'], arns: ['arn:aws:s3:::data/a.txt', 'arn:aws:s3:::data/team/jane/a.txt', 'arn:aws:s3:::database/a.txt'] },
  { actions: ['s3:ListBucket', 's3:GetBucketPolicy'], arns: ['arn:aws:s3:::data', 'arn:aws:s3:::database'] },
  { actions: ['sns:Publish', 'sns:GetTopicAttributes'], arns: [`arn:aws:sns:us-east-1:${A}:alarms`, `arn:aws:sns:eu-central-1:${A}:alarms-2`] },
  { actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'], arns: [`arn:aws:sqs:us-east-1:${A}:jobs`, `arn:aws:sqs:us-east-1:${A}:jobs-dead`] },
  { actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], arns: [`arn:aws:secretsmanager:us-east-1:${A}:secret:break-glass-password/jane-AbCdEf`] },
  { actions: ['iam:GetUser', 'iam:CreateAccessKey'], arns: [`arn:aws:iam::${A}:user/people/jane`, `arn:aws:iam::${A}:user/people/janet`] },
];

const PRINCIPALS = [
  `arn:aws:iam::${A}:user/people/jane`, `arn:aws:iam::${A}:user/people/janet`, `arn:aws:sts::${A}:assumed-role/Reader/jane`, `arn:aws:sts::${A}:assumed-role/Reader/janet`,
  `arn:aws:iam::${B}:user/people/jane`, `arn:aws:sts::${B}:assumed-role/Reader/jane`,
];

/** Patterns that match an ARN, or nearly do. */
export const PATTERNS = (arn: string): string[] => [
  arn, '*', `${arn}x`, arn.slice(0, -1), `${arn.slice(0, -2)}*`, `${arn.slice(0, -1)}?`, arn.replace(/[^:/]+$/, '*'), arn.replace(/:\d{12}:/, ':*:'), arn.replace('data', 'dat?'), arn.replace('jane', '${aws:username}'),
  arn.replace(/[^:]+$/, '*'), arn.toUpperCase(),
];

/** Keys that every action has, each with values that are near each other. */
const KEYS: { readonly [key: string]: { readonly operators: readonly string[]; readonly values: readonly string[]; readonly several?: boolean } } = {
  'aws:username': { operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], values: ['jane', 'Jane', 'jan*', 'jan?t', 'janet', '${aws:PrincipalTag/team}'] },
  'aws:PrincipalTag/team': { operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'], values: ['red', 'blue', 're*', '${aws:username}', 'Red'] },
  'aws:SourceIp': { operators: ['IpAddress', 'NotIpAddress'], values: ['198.51.100.7', '198.51.100.0/24', '198.51.100.7/32', '203.0.113.0/25', '2001:db8::/32', '2001:db8::1', '0.0.0.0/0'] },
  'aws:CurrentTime': {
    operators: ['DateGreaterThan', 'DateLessThan', 'DateGreaterThanEquals', 'DateLessThanEquals', 'DateEquals', 'DateNotEquals'],
    values: ['2030-06-15T12:00:00Z', '2030-06-15T12:00:01Z', '2030-06-15', '2029-01-01T00:00:00Z'],
  },
  'aws:MultiFactorAuthAge': {
    operators: ['NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals', 'NumericEquals', 'NumericNotEquals'], values: ['3600', '60', '59', '61', '0'],
  },
  'aws:MultiFactorAuthPresent': { operators: ['Bool', 'StringEquals'], values: ['true', 'false'] },
  'aws:SecureTransport': { operators: ['Bool'], values: ['true', 'false'] },
  'aws:RequestedRegion': { operators: ['StringEquals', 'StringNotEquals', 'StringLike'], values: ['us-east-1', 'us-east-2', 'us-*', 'eu-central-1'] },
  'aws:PrincipalArn': {
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringEquals', 'StringLike'],
    values: [`arn:aws:iam::${A}:user/people/jane`, `arn:aws:iam::${A}:user/*`, 'arn:aws:iam::*:role/Reader', `arn:*:iam::${B}:*`, `arn:aws:iam::${A}:role/Reader`, 'arn:aws:iam::1111*:user/people/jan?'],
  },
  'aws:TagKeys': { operators: ['ForAllValues:StringEquals', 'ForAnyValue:StringEquals', 'ForAllValues:StringLike', 'ForAnyValue:StringNotEquals', 'ForAllValues:StringNotEquals'], values: ['team', 'cost', 'te*', 'owner'], several: true },
};

/** Numbers from 0 to 1, the same ones for the same seed (Park and Miller). */
export function random(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = Math.max(1, Math.floor(seed) % modulus);
  return () => {
    state = (state * 48271) % modulus;
    return state / modulus;
  };
}

export class Grammar {
  constructor(private readonly next: () => number) {}

  public case(): Case {
    const kind = this.one(KINDS);
    const action = this.one(kind.actions);
    const resource = this.one(kind.arns);
    const principal = this.one(PRINCIPALS);
    const inner = () => this.document(kind, false, principal);
    const maybe = <T>(chance: number, make: () => T) => (this.next() < chance ? make() : undefined);
    const session = principal.includes(':sts:');
    return {
      request: { principal, action, resource, resourceAccount: A, context: this.context(principal) },
      policies: {
        identity: this.times(1, 2, (index) => ({ name: `identity ${index}`, document: inner() })),
        boundary: maybe(0.4, () => ({ name: 'boundary', document: inner() })),
        session: session ? maybe(0.3, () => [{ name: 'session', document: inner() }]) : undefined,
        resource: maybe(0.5, (): PolicyInput => ({ name: 'resource', document: this.document(kind, true, principal) })),
        serviceControl: maybe(0.2, () => this.times(1, 2, (level) => [{ name: `scp ${level}`, document: inner() }])),
      },
    };
  }

  private document(kind: typeof KINDS[number], ofResource: boolean, principal: string): any {
    return { Version: this.next() < 0.95 ? '2012-10-17' : '2008-10-17', Statement: this.times(1, 3, (index) => this.statement(kind, ofResource, principal, index)) };
  }

  private statement(kind: typeof KINDS[number], ofResource: boolean, principal: string, index: number): any {
    const [service] = kind.actions[0].split(':');
    const action = () => this.one([...kind.actions, ...kind.actions, `${service}:*`, '*', `${service}:Get*`, kind.actions[0].toUpperCase(), `${kind.actions[0]}x`, `${service}:?et*`]);
    const resource = () => this.one(PATTERNS(this.one(kind.arns)));
    const conditions = this.next() < 0.45 ? undefined : this.conditions();
    return {
      Sid: `S${index}`,
      Effect: this.next() < 0.7 ? 'Allow' : 'Deny',
      ...ofResource && { Principal: this.principal(principal) },
      ...this.next() < 0.85 ? { Action: this.times(1, 2, action) } : { NotAction: this.times(1, 2, action) },
      ...this.next() < 0.85 ? { Resource: this.times(1, 2, resource) } : { NotResource: this.times(1, 2, resource) },
      ...conditions && { Condition: conditions },
    };
  }

  private principal(own: string): any {
    const roleOf = (arn: string) => arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
    const account = own.split(':')[4];
    return this.one<any>([{ AWS: roleOf(own) }, { AWS: own }, { AWS: account }, { AWS: `arn:aws:iam::${account}:root` }, { AWS: this.one(PRINCIPALS.filter((arn) => arn.includes(':user/'))) }, { Service: 'lambda.amazonaws.com' }]);
  }

  private conditions(): any {
    const block: { [operator: string]: { [key: string]: string | string[] } } = {};
    this.times(1, 2, () => {
      const [key, { operators, values }] = this.one(Object.entries(KEYS));
      const base = this.one(operators);
      const operator = this.next() < 0.1 ? 'Null' : this.next() < 0.25 ? `${base}IfExists` : base;
      const written = this.next() < 0.1 ? key.toLowerCase() : key;
      block[operator] = { ...block[operator], [written]: operator === 'Null' ? this.one(['true', 'false']) : this.oneOrMore(values) };
    });
    return block;
  }

  private context(principal: string): { [key: string]: string | string[] } {
    const account = principal.split(':')[4];
    const user = principal.includes(':user/');
    const drawn: { [key: string]: string | string[] } = {
      'aws:PrincipalTag/team': this.one(['red', 'blue', 'Red', 'jane']),
      'aws:SourceIp': this.one(['198.51.100.7', '198.51.101.7', '203.0.113.130', '2001:db8::1', '2001:db9::1']),
      'aws:CurrentTime': this.one(['2030-06-15T12:00:00Z', '2030-06-15T11:59:59Z', '2030-06-15T12:00:01Z', '2030-06-15T00:00:00Z']),
      'aws:MultiFactorAuthAge': this.one(['59', '60', '61', '3600', '3601']),
      'aws:MultiFactorAuthPresent': this.one(['true', 'false']),
      'aws:SecureTransport': this.one(['true', 'false']),
      'aws:RequestedRegion': this.one(['us-east-1', 'us-east-2', 'eu-central-1']),
      'aws:TagKeys': this.times(1, 3, () => this.one(['team', 'cost', 'owner', 'Team'])),
    };
    for (const key of Object.keys(drawn)) { if (this.next() < 0.25) { delete drawn[key]; } }
    return {
      ...drawn,
      'aws:PrincipalArn': user ? principal : `arn:aws:iam::${account}:role/Reader`,
      'aws:PrincipalAccount': account,
      ...user && { 'aws:username': principal.split('/').at(-1)! },
    };
  }

  private one<T>(of: readonly T[]): T {
    return of[Math.floor(this.next() * of.length)];
  }

  private oneOrMore(of: readonly string[]): string | string[] {
    return this.next() < 0.6 ? this.one(of) : this.times(2, 3, () => this.one(of));
  }

  private times<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + Math.floor(this.next() * (most - least + 1)) }, (_, index) => make(index));
  }
}

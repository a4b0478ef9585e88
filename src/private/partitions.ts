import { Stack, Token } from 'aws-cdk-lib';
import { propError } from './validation';

const known = new Map<string, string | undefined>();

/** Partition of a stack whose Region is known; undefined for others, and for Regions that are newer than this version. */
export function partitionOf({ region }: Pick<Stack, 'region'>): string | undefined {
  if (Token.isUnresolved(region)) { return undefined; }
  if (!known.has(region)) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    known.set(region, (require('aws-cdk-lib/region-info') as typeof import('aws-cdk-lib/region-info')).RegionInfo.get(region).partition);
  }
  return known.get(region);
}

/**
 * Checks that an ARN is of the stack's partition: no policy reaches from one partition into another, and AWS says so only at
 * deployment or not at all.
 *
 * @param stack stack that uses the ARN
 * @param prop name of the property
 * @param arn the ARN; one whose partition is a token is accepted
 */
export function requirePartition(stack: Stack, prop: string, arn: string): void {
  const other = otherPartition(stack, arn);
  if (other) {
    throw propError(prop, `must be of the stack's partition (${other.own}, Region ${stack.region})`, arn, `write it as '${arn.replace(/^arn:[^:]+:/, `arn:${other.own}:`)}'`);
  }
}

/** The stack's partition if the ARN is of another one. */
export function otherPartition(stack: Stack, arn: string): { readonly own: string } | undefined {
  const given = typeof arn === 'string' ? /^arn:(aws[a-z-]*):/.exec(arn)?.[1] : undefined;
  if (given === undefined) { return undefined; }
  const own = partitionOf(stack);
  return own === undefined || own === given ? undefined : { own };
}

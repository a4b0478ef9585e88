import { Stack } from 'aws-cdk-lib';
import { propError } from './validation';

/** `arn:…:iam::ACCOUNT:user/PATH/NAME`, by name: no reference, so that stacks stay independent of each other. */
export function iamArn(stack: Stack, kind: 'user' | 'role' | 'policy' | 'mfa', path: string, name: string, account?: string): string {
  return `arn:${stack.partition}:iam::${account ?? stack.account}:${kind}${path}${name}`;
}

export interface IamArnParts {
  readonly account: string;
  readonly kind: string;
  readonly path: string;
  readonly name: string;
}

const IAM_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):(user|role)((?:\/[\w+=,.@-]+)*\/)([\w+=,.@-]+)$/;

/** Takes a concrete user or role ARN apart; undefined if it isn't one. */
export function parseIamArn(arn: string): IamArnParts | undefined {
  const match = IAM_ARN.exec(arn);
  return match ? { account: match[2], kind: match[3], path: match[4], name: match[5] } : undefined;
}

/**
 * Holds a prop to the ARN of one role or user. Account and partition may be tokens, and so may the whole ARN where it is
 * that of a construct; what is written out may hold no wildcard and no policy variable, since either would widen it.
 */
export function requireIamArn(prop: string, arn: string, kinds: readonly ('role' | 'user')[], requirement: string, fix: string): void {
  const written = arn.replace(/\$\{Token\[[^\]]*\]\}/g, '\u0000');
  if (written === '\u0000') { return; }
  const pattern = new RegExp(`^arn:(?:\u0000|aws[a-z-]*):iam::(?:\u0000|\\d{12}):(?:${kinds.join('|')})/(?:[\\w+=,.@\u0000-]+/)*[\\w+=,.@\u0000-]+$`);
  if (!pattern.test(written)) {
    throw propError(prop, requirement, arn, fix);
  }
}

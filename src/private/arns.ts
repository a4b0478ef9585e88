import { Stack } from 'aws-cdk-lib';
import { propError } from './validation';

/** ARN of an IAM resource by name, as in `arn:…:iam::ACCOUNT:user/PATH/NAME`. It is no reference, so that stacks stay independent. */
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

/** Parts of a concrete ARN of a user or role; undefined for any other text. */
export function parseIamArn(arn: string): IamArnParts | undefined {
  const match = IAM_ARN.exec(arn);
  return match ? { account: match[2], kind: match[3], path: match[4], name: match[5] } : undefined;
}

/**
 * Checks that a property is the ARN of one role or user. Account, partition or the whole ARN may be tokens. The rest must have
 * no wildcard and no policy variable, because both would match more than one principal.
 */
export function requireIamArn(prop: string, arn: string, kinds: readonly ('role' | 'user')[], requirement: string, fix: string): void {
  const written = arn.replace(/\$\{Token\[[^\]]*\]\}/g, '\u0000');
  if (written === '\u0000') { return; }
  const pattern = new RegExp(`^arn:(?:\u0000|aws[a-z-]*):iam::(?:\u0000|\\d{12}):(?:${kinds.join('|')})/(?:[\\w+=,.@\u0000-]+/)*[\\w+=,.@\u0000-]+$`);
  if (!pattern.test(written)) {
    throw propError(prop, requirement, arn, fix);
  }
}

import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';

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

/** The last part of an IAM ARN that may hold tokens. */
export function nameFromArn(arn: string): string {
  if (!Token.isUnresolved(arn)) { return arn.slice(arn.lastIndexOf('/') + 1); }
  const resource = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
  return Token.isUnresolved(resource) ? resource : resource.slice(resource.lastIndexOf('/') + 1);
}

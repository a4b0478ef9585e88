import { IConstruct } from 'constructs';

/** Pairs of user and role by app that users of the app were told to allow. */
const allowed = new WeakMap<IConstruct, Set<string>>();

/** Imports write the partition, constructs refer to it. */
const pair = (userArn: string, roleArn: string) => [userArn, roleArn].map((arn) => arn.split(':').slice(2).join(':')).join(' ');

/** Notes that a user of the app has the role in its policies. */
export function rememberAllowed(scope: IConstruct, userArn: string, roleArn: string): void {
  const pairs = allowed.get(scope.node.root) ?? new Set<string>();
  allowed.set(scope.node.root, pairs.add(pair(userArn, roleArn)));
}

/** Whether a user of the app has the role in its policies. */
export function isAllowed(scope: IConstruct, userArn: string, roleArn: string): boolean {
  return allowed.get(scope.node.root)?.has(pair(userArn, roleArn)) ?? false;
}

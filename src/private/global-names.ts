import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { propError } from './validation';

/** Names by app: the account, the kind and the name, without case, as IAM compares them. */
const taken = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Takes a name that exists once in an account, whatever the Region and the stack. Two stacks of one account, or two stages for it, that
 * make the same name fail at the second deployment.
 *
 * @param scope the construct that makes the resource
 * @param prop property that gives the name
 * @param kind kind of the resource, such as `role`
 * @param name the name
 */
export function takeGlobalName(scope: Construct, prop: string, kind: string, name: string): void {
  const { account } = Stack.of(scope);
  // Stacks for any account can be deployed to different ones.
  if (Token.isUnresolved(account) || Token.isUnresolved(name)) { return; }
  const names = taken.get(scope.node.root) ?? new Map<string, IConstruct>();
  taken.set(scope.node.root, names);
  const key = `${account} ${kind} ${name.toLowerCase()}`;
  const other = names.get(key);
  // A construct that was removed from the tree makes nothing.
  if (other && other !== scope && other.node.root === scope.node.root && other.node.scope?.node.tryFindChild(other.node.id) === other) {
    throw propError(prop, `must be a name that no other ${kind} of account ${account} has: IAM is the same in every Region, and ${other.node.path} makes it`, name,
      `import the ${kind} in one of the two, or give it another name`);
  }
  names.set(key, scope);
}

import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Taken } from './taken';
import { propError } from './validation';

/** Names by the account, the kind and the name, without case, as IAM compares them. */
const names = new Taken<string>();

/**
 * Takes a name that exists once in an account, whatever the Region and the stack. Two stacks of one account, or two stages for it, that
 * make the same name fail at the second deployment.
 *
 * @param scope the construct that makes the resource
 * @param prop property that gives the name
 * @param kind kind of the resource, such as `role`
 * @param name the name
 * @param fix what to do, if the name can't be changed
 */
export function takeGlobalName(
  scope: Construct, prop: string, kind: string, name: string, fix: string = `import the ${kind} in one of the two, or give it another name`,
): void {
  const account = accountOf(Stack.of(scope));
  if (Token.isUnresolved(name)) { return; }
  const key = `${account.key} ${kind} ${name.toLowerCase()}`;
  const [other] = names.others(scope, key);
  if (other) {
    throw propError(prop, `must be a name that no other ${kind} of ${account.text} has: IAM is the same in every Region, and ${other.by.node.path} makes it`, name, fix);
  }
  names.add(scope, key, name);
}

/**
 * Takes a name that exists once in an account and Region.
 *
 * @param scope the construct that makes the resource
 * @param prop property that gives the name
 * @param kind kind of the resource, such as `topic`
 * @param name the name
 */
export function takeRegionalName(scope: Construct, prop: string, kind: string, name: string): void {
  const stack = Stack.of(scope);
  const isPlaced = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  const place = isPlaced ? `account ${stack.account} in ${stack.region}` : `the account and Region of stack ${topOf(stack).stackName}`;
  const key = `${isPlaced ? place : topOf(stack).node.addr} ${kind} ${name}`;
  const [other] = names.others(scope, key);
  if (other) { throw propError(prop, `must be a name that no other ${kind} of ${place} has, and ${other.by.node.path} makes it`, name, 'give one of them another name'); }
  names.add(scope, key, name);
}

/** Stacks for any account can be deployed to different ones. Each of them, with its nested stacks, is deployed to one. */
function accountOf(stack: Stack): { readonly key: string; readonly text: string } {
  if (!Token.isUnresolved(stack.account)) { return { key: stack.account, text: `account ${stack.account}` }; }
  const top = topOf(stack);
  return { key: `the account of ${top.node.addr}`, text: `the account of stack ${top.stackName}` };
}

function topOf(stack: Stack): Stack {
  return stack.nestedStackParent ? topOf(stack.nestedStackParent) : stack;
}

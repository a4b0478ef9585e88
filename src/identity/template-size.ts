import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { Document } from '../private/policy-document';

/** Size of a template in characters. See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_TEMPLATE = 1_000_000;

/** Policies are most of a template with many roles. */
const sizes = new WeakMap<IConstruct, { policies: number; total: number }>();

/** Roles share their documents, which don't change. */
const lengths = new WeakMap<Document, number>();

/**
 * Counts a policy in its stack. CDK warns of a template that comes near the limit, and CloudFormation refuses one over it; policies
 * that can't fit are an error at synthesis.
 */
export function countPolicy(scope: Construct, document: Document): void {
  const stack = Stack.of(scope);
  let size = sizes.get(stack);
  if (!size) {
    const counted = { policies: 0, total: 0 };
    sizes.set(stack, size = counted);
    stack.node.addValidation({ validate: () => counted.total <= MAX_TEMPLATE ? [] : [tooLong(stack, counted)] });
  }
  size.policies++;
  size.total += lengthOf(document);
}

function lengthOf(document: Document): number {
  let length = lengths.get(document);
  if (length === undefined) { lengths.set(document, length = JSON.stringify(document).length); }
  return length;
}

function tooLong(stack: Stack, { policies, total }: { policies: number; total: number }): string {
  return `the template of ${stack.stackName} has ${policies} policies of incident response roles with ${total} characters, CloudFormation allows ${MAX_TEMPLATE} in a template; `
    + 'divide the roles among more stacks';
}

import { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * What is wrong with the boundary of a user or role after all aspects ran; undefined if it is the library's own.
 *
 * A boundary for a whole stack or app replaces that of every user and role without a word, and the limits go with it.
 */
export function replacedBoundary(what: string, principal: iam.CfnUser | iam.CfnRole, boundary: iam.CfnManagedPolicy): string | undefined {
  const stack = Stack.of(principal);
  const [written] = Object.values<any>(stack.resolve((principal as CfnResource & { _toCloudFormation(): any })._toCloudFormation()).Resources);
  const found = written?.Properties?.PermissionsBoundary;
  if (JSON.stringify(found) === JSON.stringify(stack.resolve(boundary.ref))) { return undefined; }
  return `the permissions boundary of ${what} is replaced by ${found === undefined ? 'none' : JSON.stringify(found)}, which lifts its limits; `
    + "put it into a stack without 'permissionsBoundary', and let no aspect and no context '@aws-cdk/core:permissionsBoundary' reach it";
}

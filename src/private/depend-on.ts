import { CfnResource } from 'aws-cdk-lib';

/** Makes a resource wait for another, by the method that the installed aws-cdk-lib doesn't call deprecated. */
export function dependOn(resource: CfnResource, other: CfnResource): void {
  const newer = (resource as { addResourceDependency?: (target: CfnResource) => void }).addResourceDependency;
  if (newer) {
    newer.call(resource, other);
  } else {
    resource.addDependency(other);
  }
}

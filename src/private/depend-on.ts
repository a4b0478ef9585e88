import { CfnResource } from 'aws-cdk-lib';

/** Adds a dependency between two resources with the method that isn't deprecated in the installed aws-cdk-lib. */
export function dependOn(resource: CfnResource, other: CfnResource): void {
  const newer = (resource as { addResourceDependency?: (target: CfnResource) => void }).addResourceDependency;
  if (newer) {
    newer.call(resource, other);
  } else {
    resource.addDependency(other);
  }
}

import { CfnResource } from 'aws-cdk-lib';

/** A resource as it will stand in the template, with references spelled out (see `resolution.ts`). */
export interface Resource {
  readonly node: CfnResource;
  readonly type: string;
  readonly logicalId: string;
  /** As CloudFormation names them, `RoleName`; `{}` where there are none. */
  readonly properties: { readonly [name: string]: any };
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
}

/** One or several values as CloudFormation allows them, always as an array. */
export function listOf(value: any): any[] {
  if (value === undefined || value === null) { return []; }
  return Array.isArray(value) ? value : [value];
}

/** Tags as a map, whether written as a list or as an object. */
export function tagsOf(resource: Resource): { readonly [key: string]: string } {
  const tags = resource.properties.Tags;
  if (!Array.isArray(tags)) { return tags && typeof tags === 'object' ? tags : {}; }
  return Object.fromEntries(tags.map((tag: any) => [String(tag.Key), String(tag.Value)]));
}

import { SynthesizedStack } from './resolve';

/** A resource of a template with its intrinsics resolved. */
export interface ResourceModel {
  readonly logicalId: string;
  readonly type: string;
  readonly stack: SynthesizedStack;
  readonly props: any;
  /** What `Ref` gives, and the attribute `Arn`. */
  readonly ref: string;
  readonly arn: string;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** Name of the template's condition that decides whether the resource exists. */
  readonly condition?: string;
  readonly metadata?: { readonly [key: string]: any };
  /** Path of the construct that made it, where the template tells. */
  readonly path?: string;
}

/** Whether it stays when its stack is deleted, and when it is replaced. What a failed creation made may go. */
export function isKept({ deletionPolicy = '', updateReplacePolicy }: ResourceModel): boolean {
  return ['Retain', 'RetainExceptOnCreate'].includes(deletionPolicy) && updateReplacePolicy === 'Retain';
}

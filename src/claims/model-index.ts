import { AccessModel, groupedBy, ResourceModel } from './model';
import { SynthesizedStack } from './resolve';

/** Finds something in a model once: a model doesn't change, and thousands of questions need the same. */
export function ofModel<T>(find: (model: AccessModel) => T): (model: AccessModel) => T {
  const known = new WeakMap<AccessModel, { readonly found: T }>();
  return (model) => {
    let entry = known.get(model);
    if (!entry) { known.set(model, entry = { found: find(model) }); }
    return entry.found;
  };
}

const NONE: readonly never[] = [];
const byType = ofModel((model) => groupedBy(model.resources, ({ type }) => type));
const byStack = ofModel((model) => groupedBy(model.resources, ({ stack }) => stack));

/** All resources of a type. */
export function ofType(model: AccessModel, type: string): readonly ResourceModel[] {
  return byType(model).get(type) ?? NONE;
}

/** The resources of a type in one stack, or all of them. */
export function inStack(model: AccessModel, stack: SynthesizedStack, type?: string): readonly ResourceModel[] {
  const all = byStack(model).get(stack) ?? NONE;
  return type === undefined ? all : all.filter((resource) => resource.type === type);
}

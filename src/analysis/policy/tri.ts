/** Three-valued logic: what can't be known stays unknown, unless it doesn't matter. */
export type Tri = boolean | undefined;

export function and(...values: readonly Tri[]): Tri {
  if (values.includes(false)) { return false; }
  return values.includes(undefined) ? undefined : true;
}

export function or(...values: readonly Tri[]): Tri {
  if (values.includes(true)) { return true; }
  return values.includes(undefined) ? undefined : false;
}

export function not(value: Tri): Tri {
  return value === undefined ? undefined : !value;
}

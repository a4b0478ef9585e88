/** Three-valued logic: what can't be known stays unknown, unless it doesn't matter. */
export type Tri = boolean | undefined;

export function and(one: Tri, other: Tri): Tri {
  if (one === false || other === false) { return false; }
  return one && other ? true : undefined;
}

export function or(one: Tri, other: Tri): Tri {
  if (one || other) { return true; }
  return one === false && other === false ? false : undefined;
}

export function not(value: Tri): Tri {
  return value === undefined ? undefined : !value;
}

/** Whether it is so for each. */
export function all<T>(things: readonly T[], holds: (thing: T) => Tri): Tri {
  let answer: Tri = true;
  for (const thing of things) {
    answer = and(answer, holds(thing));
    if (answer === false) { return false; }
  }
  return answer;
}

/** Whether it is so for at least one. */
export function any<T>(things: readonly T[], holds: (thing: T) => Tri): Tri {
  let answer: Tri = false;
  for (const thing of things) {
    answer = or(answer, holds(thing));
    if (answer) { return true; }
  }
  return answer;
}

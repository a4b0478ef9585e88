const STEP = /\.([A-Za-z_][\w-]*)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/y;

/** The definite paths of JSONPath, which is what templates need: members and elements, from the root. `undefined` if nothing is there. */
export function jsonPath(document: unknown, expression: string): any {
  if (!expression.startsWith('$')) throw new Error(`A JSONPath begins with $, got '${expression}'`);
  let value: any = document;
  let position = 1;
  while (position < expression.length) {
    STEP.lastIndex = position;
    const step = STEP.exec(expression);
    if (!step) throw new Error(`JSONPath '${expression}': only members and elements are known here, not '${expression.slice(position)}'`);
    position = STEP.lastIndex;
    const [, member, single, double, index] = step;
    const key = index ?? member ?? (single ?? double).replace(/\\(.)/g, '$1');
    // Members by their own name only: __proto__ and length are nothing special in JSON.
    value = value !== null && typeof value === 'object' && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

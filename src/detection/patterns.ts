import { FilterShape, RuleShape } from './shapes';
import { deployedLength } from '../private/deployed-length';

/** Maximum number of characters of a filter pattern (CloudWatch Logs) and of an event pattern (EventBridge). */
const FILTER_LIMIT = 1024;
const RULE_LIMIT = 2048;

/** Renders a filter shape as patterns for CloudWatch Logs. A shape with nothing to watch gives none. */
export function filterPatterns(shape: FilterShape): string[] {
  if (shape.any === undefined) { return [`{ ${shape.all.join(' && ')} }`]; }
  const render = (terms: readonly string[]) => {
    const any = terms.length === 1 ? terms[0] : `(${terms.join(' || ')})`;
    return `{ ${[...shape.all, any].join(' && ')} }`;
  };
  return pack(shape.any, (terms) => deployedLength(render(terms)), FILTER_LIMIT, 'a metric filter').map(render);
}

/** Renders a rule shape as event patterns for EventBridge. */
export function eventPatterns(shape: RuleShape): { [key: string]: any }[] {
  const size = (values: readonly any[]) => deployedLength(JSON.stringify(shape.pattern(values)));
  return pack(shape.values, size, RULE_LIMIT, 'an event pattern').map((values) => shape.pattern(values));
}

/** Fills patterns in order, so that a new value at the end changes no pattern before it. */
function pack<T>(values: readonly T[], size: (some: readonly T[]) => number, limit: number, what: string): T[][] {
  const packs: T[][] = [];
  for (const value of values) {
    const last = packs[packs.length - 1];
    if (last && size([...last, value]) <= limit) {
      last.push(value);
      continue;
    }
    if (size([value]) > limit) {
      throw new Error(`${what} for ${(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80)}… has ${size([value])} characters, AWS allows ${limit}; use a shorter name`);
    }
    packs.push([value]);
  }
  return packs;
}

/**
 * Whether an EventBridge pattern matches an event: the operators that patterns about CloudTrail use. An operator that
 * isn't known here matches nothing, so that a rule is never taken for an alarm by mistake. The tests compare it with
 * event-ruler, the engine that EventBridge runs.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function eventMatches(pattern: any, event: any): boolean {
  return Object.entries(pattern ?? {}).every(([key, wanted]) => {
    if (key === '$or') { return (wanted as any[]).some((one) => eventMatches(one, event)); }
    const found = event?.[key];
    if (!Array.isArray(wanted)) { return found !== null && typeof found === 'object' && eventMatches(wanted, found); }
    const values = Array.isArray(found) ? found : [found];
    return wanted.some((one) => values.some((value) => valueMatches(one, value)));
  });
}

function valueMatches(wanted: any, value: any): boolean {
  if (wanted === null || typeof wanted !== 'object') { return value === wanted; }
  const [[operator, argument]] = Object.entries(wanted as { [operator: string]: any });
  if (operator === 'exists') { return (value !== undefined) === argument; }
  if (operator === 'anything-but') { return value !== undefined && !anyOf(argument).some((one) => valueMatches(one, value)); }
  if (typeof value !== 'string') { return false; }
  switch (operator) {
    case 'prefix': return typeof argument === 'object' ? value.toLowerCase().startsWith(argument['equals-ignore-case'].toLowerCase()) : value.startsWith(argument);
    case 'suffix': return typeof argument === 'object' ? value.toLowerCase().endsWith(argument['equals-ignore-case'].toLowerCase()) : value.endsWith(argument);
    case 'equals-ignore-case': return value.toLowerCase() === String(argument).toLowerCase();
    case 'wildcard': return new RegExp(`^${String(argument).split('*').map(escape).join('.*')}$`, 's').test(value);
    default: return false;
  }
}

/** `anything-but` takes a value, several, or another operator with one or several. */
function anyOf(argument: any): any[] {
  if (Array.isArray(argument)) { return argument; }
  if (argument === null || typeof argument !== 'object') { return [argument]; }
  const [[operator, values]] = Object.entries(argument as { [operator: string]: any });
  return (Array.isArray(values) ? values : [values]).map((value) => ({ [operator]: value }));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export interface PolicyStatement {
  readonly Effect?: string;
  readonly [element: string]: unknown;
}

/** A policy as sorted lines, one for each action, so that two can be compared: `Allow ec2:StopInstances on * when …`. */
export function statementLines(document: any): string[] {
  const statements: PolicyStatement[] = [document?.Statement ?? []].flat();
  return statements.filter((statement) => typeof statement === 'object' && statement !== null).flatMap(lines).sort();
}

function lines({ Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition }: PolicyStatement): string[] {
  const where = [
    ...Principal !== undefined ? [`to ${text(Principal)}`] : [],
    ...NotPrincipal !== undefined ? [`to all but ${text(NotPrincipal)}`] : [],
    ...Resource !== undefined ? [`on ${text(Resource)}`] : [],
    ...NotResource !== undefined ? [`on all but ${text(NotResource)}`] : [],
    ...Condition !== undefined ? [`when ${text(Condition)}`] : [],
  ].map((part) => ` ${part}`).join('');
  // All that are not named belong together: split, they would say something else.
  const actions = NotAction !== undefined ? [`all but ${text(NotAction)}`] : [Action ?? []].flat().map(String);
  return actions.map((action) => `${Effect} ${action}${where}`);
}

/** The same for lists in another order. */
function text(value: unknown): string {
  if (Array.isArray(value)) { return value.length === 1 ? text(value[0]) : [...new Set(value.map(text))].sort().join(', '); }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).sort(([a], [b]) => a.localeCompare(b)).map(([key, inner]) => `${key} ${text(inner)}`).join(' and ');
  }
  return String(value);
}

/** One value, several, or none, as a list: policies allow each. */
export function listOf(value: unknown): any[] {
  if (Array.isArray(value)) { return value.some(Array.isArray) ? value.flat(Infinity) : value; }
  return value === undefined || value === null ? [] : [value];
}

export const textsOf = (value: unknown): string[] => listOf(value).map(String);

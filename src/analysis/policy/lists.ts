/** One value, several, or none, as a list: policies allow each. */
export const listOf = (value: unknown): any[] => [value ?? []].flat(Infinity);

export const textsOf = (value: unknown): string[] => listOf(value).map(String);

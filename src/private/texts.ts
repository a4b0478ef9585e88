/** A text as a regular expression for itself. */
export const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a text holds as JSON; undefined if it is none. */
export function jsonOf(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `1 role`, `26 roles`. */
export const counted = (value: number, one: string, many: string = `${one}s`): string => `${value} ${value === 1 ? one : many}`;

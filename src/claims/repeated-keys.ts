const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;

/**
 * Keys that an object of a JSON text has more than once. `JSON.parse` keeps the last value, other readers the first.
 *
 * @param text JSON that has been parsed without an error
 */
export function repeatedKeys(text: string): string[] {
  const found = new Set<string>();
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 123: case 91: open.push(new Set()); break;
      case 125: case 93: open.pop(); break;
      case QUOTE: {
        const end = endOfString(text, at);
        if (isKey(text, end)) {
          const key = plain(text.slice(at, end + 1));
          const keys = open[open.length - 1];
          if (keys.has(key)) { found.add(key); }
          keys.add(key);
        }
        at = end;
      }
    }
  }
  return [...found];
}

/** Position of the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) { backslashes++; }
    if (backslashes % 2 === 0) { return end; }
  }
}

/** Whether a colon follows the string. */
function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (text.charCodeAt(next) <= 32) { next++; }
  return text.charCodeAt(next) === COLON;
}

/** Another way to write a key gives the same key. */
const plain = (quoted: string): string => (quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1));

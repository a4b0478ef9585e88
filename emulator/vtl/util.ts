const SHORT: Record<string, string> = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r' };

/** `$util`, as API Gateway has it. */
export const VTL_UTIL = {
  /** Apache Commons' way: it also escapes ' and /, so its result isn't always fit for JSON. */
  escapeJavaScript: (text: unknown) => String(text).replace(/[^ -\x7f]|['"\\/]/g, (character) => {
    if ('\'"\\/'.includes(character)) return `\\${character}`;
    return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  }),
  parseJson: (text: string) => JSON.parse(text),
  /** Form encoding, as Java's: a space becomes +, which decodeURIComponent leaves alone. */
  urlEncode: (text: unknown) => encodeURIComponent(String(text))
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+'),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replace(/\+/g, '%20')),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString(),
};

/** Methods that Java has on strings, maps and lists, and JavaScript doesn't, or otherwise. */
const JAVA: Record<string, (subject: any, ...parameters: any[]) => unknown> = {
  equals: (subject, other) => subject === other,
  equalsIgnoreCase: (subject, other) => String(subject).toLowerCase() === String(other).toLowerCase(),
  isEmpty: (subject) => length(subject) === 0,
  length: (subject) => length(subject),
  size: (subject) => length(subject),
  contains: (subject, part) => subject.includes(part),
  containsKey: (subject, key) => Object.hasOwn(subject, key),
  matches: (subject, pattern) => new RegExp(`^(?:${pattern})$`, 'u').test(subject),
  replace: (subject, old, fresh) => subject.replaceAll(old, () => fresh),
  replaceAll: (subject, pattern, fresh) => subject.replace(new RegExp(pattern, 'g'), replacement(fresh)),
  replaceFirst: (subject, pattern, fresh) => subject.replace(new RegExp(pattern), replacement(fresh)),
  split: (subject, pattern) => subject.split(new RegExp(pattern)),
};

export function javaMethods() {
  return Object.entries(JAVA).map(([name, method]) => ({
    uid: `java: ${name}`,
    // Not those of $util and $input, which are functions of their own.
    match: ({ property, context }: { property: string; context: any }) => property === name && typeof context?.[name] !== 'function'
      || property === name && (typeof context === 'string' || Array.isArray(context)),
    resolve: ({ context, params }: { context: any; params: any[] }) => method(context, ...params),
  }));
}

function length(subject: any): number {
  return typeof subject === 'string' || Array.isArray(subject) ? subject.length : Object.keys(subject).length;
}

/** In Java a backslash takes the next character as it is, and $1 is a group; $& and the like are nothing. */
function replacement(text: string): string {
  return text.replace(/\\(.)|\$(?!\d)/gs, (_, escaped?: string) => (escaped ?? '$').replace(/\$/g, '$$$$'));
}

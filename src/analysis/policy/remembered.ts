const MOST = 1000;

/** Reads each text once. Requests have few different values, and each is compared thousands of times. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (known.has(text)) { return known.get(text)!; }
    if (known.size === MOST) { known.clear(); }
    const value = read(text);
    known.set(text, value);
    return value;
  };
}

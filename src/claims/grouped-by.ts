export function groupedBy<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) { group.push(thing); } else { groups.set(key, [thing]); }
  }
  return groups;
}

/** Things under each of the keys that they have. */
export function indexedBy<K, T>(things: readonly T[], keysOf: (thing: T) => readonly K[]): Map<K, T[]> {
  const index = new Map<K, T[]>();
  for (const thing of things) {
    for (const key of new Set(keysOf(thing))) {
      const known = index.get(key);
      if (known) { known.push(thing); } else { index.set(key, [thing]); }
    }
  }
  return index;
}

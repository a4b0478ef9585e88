import { editDistance } from 'cdk-break-glass/internal/texts';

/** The names that a mistyped one may stand for, the nearest first; none where all are far. */
export function nearest(typed: string, names: readonly string[], most: number = 3): string[] {
  const word = typed.toLowerCase();
  return names.map((name) => ({ name, far: editDistance(word, name.toLowerCase()), within: name.toLowerCase().includes(word) && word.length >= 3 }))
    .filter(({ far, within, name }) => within || far <= Math.max(1, Math.floor(Math.min(word.length, name.length) / 3)))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** `; did you mean 'a' or 'b'?`, or nothing. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = nearest(typed, names).map((name) => `'${name}'`);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}

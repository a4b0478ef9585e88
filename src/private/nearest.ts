/** The candidate that a misspelled text probably means; undefined if none is near. */
export function nearest(wanted: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  // A text that differs in more than a third of its letters is another word.
  let bestDistance = Math.min(Math.max(1, Math.floor(wanted.length / 3)), wanted.replace(/[*?]/g, '').length - 1) + 1;
  for (const candidate of candidates) {
    // The difference in length is a lower bound of the distance.
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) { continue; }
    const distance = editDistance(wanted.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) { [best, bestDistance] = [candidate, distance]; }
  }
  return best;
}

/** Edit distance: insertions, deletions and replacements, one row at a time. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

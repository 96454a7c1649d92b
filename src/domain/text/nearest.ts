/**
 * The candidates that `word` was probably meant to be, nearest first, at most `max`. Case does not count; a candidate
 * that begins with the word is near however long it is. Empty when nothing is near.
 */
export function nearest(word: string, candidates: readonly string[], max = 3): string[] {
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.min(4, Math.floor(wanted.length * 0.4)));
  const found: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const given = candidate.toLowerCase();
    const begins = wanted.length > 1 && given.startsWith(wanted);
    const distance = begins ? 0.5 : distanceWithin(wanted, given, limit);
    if (distance <= limit) found.push({ candidate, distance });
  }
  return found
    .sort((a, b) => a.distance - b.distance)
    .slice(0, max)
    .map((f) => f.candidate);
}

/**
 * Damerau-Levenshtein distance (insertions, deletions, substitutions, swapped neighbours), as far as it is at most
 * `limit`; Infinity beyond that.
 */
function distanceWithin(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) value = Math.min(value, before[j - 2]! + 1);
      row.push(value);
    }
    if (Math.min(...row) > limit) return Number.POSITIVE_INFINITY;
    before = last;
    last = row;
  }
  const distance = last[b.length]!;
  return distance <= limit ? distance : Number.POSITIVE_INFINITY;
}

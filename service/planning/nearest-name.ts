/** The known name that takes the fewest edits, if a person may have meant it: at most a third of its letters, and two at least. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const normal = (text: string): string => text.toLowerCase().replaceAll('_', '-');
  let nearest: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(normal(name), normal(candidate));
    if (distance > Math.max(2, candidate.length / 3)) continue;
    if (nearest === undefined || distance < nearest.distance) nearest = { name: candidate, distance };
  }
  return nearest?.name;
}

/** Levenshtein distance, row by row. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replace = (previous[column] ?? 0) + (letter === to[column] ? 0 : 1);
      current.push(Math.min(replace, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

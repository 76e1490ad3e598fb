/**
 * GitHub's filter patterns for branches and paths: `*` stops at a slash, `**` does not, `?` and `+` repeat what stands before
 * them, `[…]` is a set, and a later `!pattern` takes out what an earlier one let in.
 */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let isMatch = false;
  for (const pattern of patterns) {
    const isNegative = pattern.startsWith('!');
    if (patternToRegExp(isNegative ? pattern.slice(1) : pattern).test(name)) isMatch = !isNegative;
  }
  return isMatch;
}

function patternToRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\+|\[[^\]]*\]|\\.|[^\w]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?' || token === '+' || token.startsWith('[') || token.startsWith('\\')) return token;
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`);
}

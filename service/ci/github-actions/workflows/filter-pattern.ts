/**
 * Patterns of branches and paths, as GitHub's workflow syntax has them: `*` and `?` are not those of a shell. A pattern is followed state
 * by state, because one of anybody's making could keep a regular expression busy for years.
 */

/** Which characters come next, and how often. */
interface Token {
  readonly matches: (character: string) => boolean;
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
}

interface CompiledPattern {
  readonly tokens: readonly Token[];
  /** A `**` and the slash behind it may both be absent: where the state before them goes on. */
  readonly skips: ReadonlyMap<number, number>;
}

const isAny = (): boolean => true;
// Where a `**` of whole folders begins: it may be absent there, and not in the middle of what it has matched.
const ENTRANCE: Token = { matches: () => false, isOptional: true, isRepeated: false };
const isInFolder = (character: string): boolean => character !== '/';

function compile(pattern: string): CompiledPattern {
  const tokens: Token[] = [];
  const skips = new Map<number, number>();
  let index = 0;
  while (index < pattern.length) {
    const character = pattern[index] ?? '';
    if (character === '*') {
      const isDeep = pattern[index + 1] === '*';
      while (pattern[index] === '*') index += 1;
      const isWholeFolder = isDeep && pattern[index] === '/' && (tokens.length === 0 || pattern[index - 3] === '/');
      if (isWholeFolder) {
        skips.set(tokens.length, tokens.length + 3);
        tokens.push(ENTRANCE);
      }
      tokens.push({ matches: isDeep ? isAny : isInFolder, isOptional: true, isRepeated: true });
    } else {
      const { matches, next } = readCharacter(pattern, index);
      const quantifier = pattern[next];
      const isQuantified = quantifier === '?' || quantifier === '+';
      tokens.push({ matches, isOptional: quantifier === '?', isRepeated: quantifier === '+' });
      index = isQuantified ? next + 1 : next;
    }
  }
  return { tokens, skips };
}

function readCharacter(pattern: string, index: number): { matches: Token['matches']; next: number } {
  const character = pattern[index] ?? '';
  if (character === '\\' && index + 1 < pattern.length) {
    const escaped = pattern[index + 1];
    return { matches: (other) => other === escaped, next: index + 2 };
  }
  const end = character === '[' ? pattern.indexOf(']', index + 1) : -1;
  if (end === -1) return { matches: (other) => other === character, next: index + 1 };
  const listed = pattern.slice(index + 1, end);
  return { matches: (other) => isListed(listed, other), next: end + 1 };
}

function isListed(listed: string, character: string): boolean {
  for (let index = 0; index < listed.length; index += 1) {
    const [first = '', dash, last] = [listed[index], listed[index + 1], listed[index + 2]];
    if (dash === '-' && last !== undefined) {
      if (character >= first && character <= last) return true;
      index += 2;
    } else if (character === first) return true;
  }
  return false;
}

function matchesPattern(pattern: string, text: string): boolean {
  const { tokens, skips } = compile(pattern);
  const follow = (states: Set<number>): Set<number> => {
    // A set goes on to what is added while it is walked.
    for (const state of states) {
      if (tokens[state]?.isOptional) states.add(state + 1);
      const skip = skips.get(state);
      if (skip !== undefined) states.add(skip);
    }
    return states;
  };
  let states = follow(new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (!token?.matches(character)) continue;
      next.add(state + 1);
      if (token.isRepeated) next.add(state);
    }
    states = follow(next);
    if (states.size === 0) return false;
  }
  return states.has(tokens.length);
}

/** Whether a name is among those that a list of patterns lets through: the last one that matches decides, and `!` takes out. */
export function isLetThrough(patterns: readonly string[], name: string): boolean {
  let isIn = false;
  for (const pattern of patterns) {
    const isNegative = pattern.startsWith('!');
    if (matchesPattern(isNegative ? pattern.slice(1) : pattern, name)) isIn = !isNegative;
  }
  return isIn;
}

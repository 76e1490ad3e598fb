import { nearestName } from '../../planning/nearest-name.ts';
import { MUTATOR_NAMES } from '../registry.ts';
import type { IgnoredLines } from './ignore-comments.ts';

/** A name between the brackets of `# tinybug: ignore[…]` that is the name of no mutator. */
export interface UnknownName {
  /** Empty where nothing stands between the brackets. */
  readonly name: string;
  /** Of the first comment that has it. */
  readonly line: number;
  /** The mutator that may have been meant. */
  readonly nearest?: string;
}

export function findUnknownNames(ignoredLines: readonly IgnoredLines[]): UnknownName[] {
  const known = new Set(MUTATOR_NAMES);
  const unknown = new Map<string, UnknownName>();
  for (const { mutators = [], commentLine } of ignoredLines) {
    const names = [...mutators];
    for (const name of names) {
      const isStrayComma = name === '' && names.length > 1;
      if (known.has(name) || unknown.has(name) || isStrayComma) continue;
      const nearest = nearestName(name, MUTATOR_NAMES);
      unknown.set(name, { name, line: commentLine, ...(nearest !== undefined && { nearest }) });
    }
  }
  return [...unknown.values()];
}

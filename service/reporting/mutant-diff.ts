import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Mutant } from '../../shared/mutant.ts';
import { replaceRange } from '../../shared/text-position.ts';

/** Unified diff of the mutated file against the original, three lines of context, as `git apply` takes it. */
export function diffOfMutant(mutant: Mutant, source: string): string {
  const mutated = replaceRange(source, mutant.location, mutant.replacement);
  return createTwoFilesPatch(`a/${mutant.path}`, `b/${mutant.path}`, source, mutated, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

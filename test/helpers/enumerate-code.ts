import assert from 'node:assert/strict';
import type { Mutant } from '../../shared/mutant.ts';
import { enumerateMutants, type EnumeratedFile } from '../../service/mutators/enumerate-mutants.ts';

/** Enumerates the mutants of a file `a.py` with this content. */
export function enumerateCode(content: string | Uint8Array, mutators?: readonly string[]): EnumeratedFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const file = enumerateMutants({ path: 'a.py', bytes }, { mutators });
  assert.ok(file.kind === 'enumerated', file.kind === 'skipped' ? file.reason : '');
  return file;
}

/** The only mutant that replaces this text by that. */
export function findChange({ mutants, suppressed }: EnumeratedFile, original: string, replacement: string): Mutant {
  const found = [...mutants, ...suppressed.map(({ mutant }) => mutant)].filter(
    (mutant) => mutant.original === original && mutant.replacement === replacement,
  );
  assert.equal(found.length, 1, `${found.length} mutants turn ${original} into ${replacement}`);
  const [only] = found;
  assert.ok(only);
  return only;
}

/** What the file's bytes become when the mutant is spliced in. */
export function spliceBytes(bytes: Uint8Array, { byteRange: [start, end], replacement }: Mutant): Buffer {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(replacement), bytes.subarray(end)]);
}

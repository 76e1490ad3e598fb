import { createHash } from 'node:crypto';
import type { Mutant } from '../../shared/mutant.ts';

export type MutantContent = Pick<
  Mutant,
  'path' | 'functionName' | 'original' | 'replacement' | 'mutatorName' | 'ordinal'
>;

/**
 * A mutant's id: the first 16 hexadecimal digits of the SHA-256 over what the mutant is, and not where: it survives lines
 * added above. Each part is preceded by its length in bytes, so that no two contents run together alike.
 */
export function deriveMutantId(content: MutantContent): string {
  const { path, functionName, original, replacement, mutatorName, ordinal } = content;
  const hash = createHash('sha256');
  for (const part of [path, functionName, original, replacement, mutatorName, String(ordinal)]) {
    hash.update(`${Buffer.byteLength(part)}:${part}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

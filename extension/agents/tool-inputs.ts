import { z } from 'zod';
import { MutantId, ProjectPath } from '../../shared/mutant.ts';
import { TriageReason } from '../../shared/triage.ts';
import type { MeasureScope } from '../measuring/measure-scope.ts';
import { LARGEST_LIST } from './tool-answers.ts';

/** Name of a workspace folder, where there are several. */
const folder = z.string().optional();

export const ListSurvivorsInput = z.object({
  folder,
  path: ProjectPath.optional(),
  limit: z.int().min(1).max(LARGEST_LIST).default(30),
});

export const GetMutantInput = z.object({ mutantId: MutantId });

export const MarkEquivalentInput = z.object({ mutantId: MutantId, reason: TriageReason });

export const MeasureInput = z.object({
  folder,
  scope: z.enum(['project', 'changes', 'file']),
  path: ProjectPath.optional(),
});
export type MeasureInput = z.infer<typeof MeasureInput>;

/** @param since the revision that the settings name for changed lines */
export function scopeOfInput({ scope, path }: MeasureInput, since: string): MeasureScope {
  if (scope === 'project') return { kind: 'project' };
  if (scope === 'changes') return { kind: 'changes', since };
  if (path === undefined) throw new Error('Name the file in "path", relative to the project.');
  return { kind: 'file', path };
}

/** What a model sent, or a sentence that it can mend it by. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Error(`The input does not fit: ${z.prettifyError(parsed.error)}`);
}

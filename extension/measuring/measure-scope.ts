import { z } from 'zod';
import { ProjectPath } from '../../shared/mutant.ts';
import type { RunRequest } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';

/** What a person asked to have measured. */
export const MeasureScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('project') }),
  z.strictObject({ kind: z.literal('changes'), since: z.string() }),
  z.strictObject({ kind: z.literal('file'), path: ProjectPath }),
  /** Lines from 1, both inclusive. */
  z.strictObject({ kind: z.literal('lines'), path: ProjectPath, first: z.int(), last: z.int() }),
]);
export type MeasureScope = z.infer<typeof MeasureScope>;

interface RequestOptions {
  readonly repositoryId: string;
  /** Interpreter chosen in the editor. */
  readonly python?: string | undefined;
  /** Measure again what an earlier run knows. */
  readonly afresh?: boolean;
}

export function requestOfScope(scope: MeasureScope, { repositoryId, python, afresh }: RequestOptions): RunRequest {
  const settings: Settings = {
    ...(python !== undefined && { python }),
    ...(afresh === true && { cache: false }),
    ...pathsOfScope(scope),
  };
  return { repositoryId, settings, ...(scope.kind === 'changes' && { since: scope.since }) };
}

function pathsOfScope(scope: MeasureScope): Pick<Settings, 'paths'> {
  switch (scope.kind) {
    case 'project':
    case 'changes':
      return {};
    case 'file':
      return { paths: [literalPattern(scope.path)] };
    case 'lines':
      return { paths: [`${literalPattern(scope.path)}:${scope.first}-${scope.last}`] };
  }
}

/** The setting `paths` holds patterns; a file's own name may contain characters that mean something in one. */
const literalPattern = (path: string): string => path.replace(/[\\*?[\]{}()!+@|]/g, '\\$&');

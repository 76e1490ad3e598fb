import type { Mutant } from '../../shared/mutant.ts';
import type { MeasureScope } from '../measuring/measure-scope.ts';

/**
 * Whether a completed run of this scope says all there is to say about a place. Which lines had changed only the service knows:
 * what a run of changed lines does not mention stays as it was.
 */
export function isInScope(mutant: Pick<Mutant, 'path' | 'location'>, scope: MeasureScope): boolean {
  switch (scope.kind) {
    case 'project':
      return true;
    case 'changes':
      return false;
    case 'file':
      return mutant.path === scope.path;
    case 'lines': {
      const { start, end } = mutant.location;
      return mutant.path === scope.path && start.line <= scope.last && end.line >= scope.first;
    }
  }
}

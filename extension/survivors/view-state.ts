import { hasEnded, type RunStatus } from '../../shared/run.ts';
import type { ServiceState } from './service-state.ts';

/** What the welcome views depend on: the context key `tinybug.state`. */
export const VIEW_STATES = [
  'noFolder',
  'noPython',
  'noRun',
  'signedOut',
  'noRemote',
  'running',
  'failed',
  'allCaught',
  'filtered',
  'results',
] as const;
export type ViewState = (typeof VIEW_STATES)[number];

interface Known {
  /** Of the last run of each workspace folder; undefined where there was none. */
  readonly runs: readonly (RunStatus | undefined)[];
  readonly uncaught: number;
  /** Of those, files that pass the filter. */
  readonly shown: number;
  readonly hasPythonTests: boolean;
  readonly service: ServiceState;
}

export function stateOfView({ runs, uncaught, shown, hasPythonTests, service }: Known): ViewState {
  if (runs.some((status) => status !== undefined && !hasEnded(status))) return 'running';
  if (uncaught > 0) return shown > 0 ? 'results' : 'filtered';
  if (runs.length === 0) return 'noFolder';
  if (service !== 'ready' && !runs.includes('Completed')) return service;
  if (runs.some((status) => status === 'Failed' || status === 'Cancelled')) return 'failed';
  if (runs.includes('Completed')) return 'allCaught';
  return hasPythonTests ? 'noRun' : 'noPython';
}

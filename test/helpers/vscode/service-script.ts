import type { MutantDetail } from '../../../shared/mutant-result.ts';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import type { Repository, Run } from '../../../shared/run.ts';

/** What the scripted service answers. */
export interface ServiceScript {
  readonly repository: Repository;
  readonly run: Run;
  readonly events: readonly RunEventPayload[];
  /** Measured texts by path. */
  readonly sources: Readonly<Record<string, string>>;
  /** By mutant id. */
  readonly details: Readonly<Record<string, MutantDetail>>;
  /** What goes wrong, once, when so many events were sent. */
  readonly disturbance?: { readonly kind: 'connection-lost' | 'service-killed'; readonly afterSequence: number };
  /** The stream stays open behind the last event, as that of a run that goes on. */
  readonly staysOpen?: boolean;
}

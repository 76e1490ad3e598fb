import { hasEnded, type Run } from '../../shared/run.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import { countOf } from './describe-event.ts';
import { followRun } from './follow-run.ts';
import { whenAborted, type Interruption } from './interruption.ts';
import type { RunDisplay } from './run-display.ts';
import type { ServiceConnection } from './service-connection.ts';

interface Waiting {
  readonly ownRun: Run;
  readonly display: RunDisplay;
  readonly interruption: Interruption;
}

/**
 * Our service ends with the command, but others may have come to use it meanwhile: their runs are waited for. Runs that were open
 * before ours are left: they go on at the next start.
 */
export async function waitForOtherRuns(
  connection: ServiceConnection,
  { ownRun, display, interruption }: Waiting,
): Promise<void> {
  const { items } = await connection.client.call('listRuns', {
    params: { org: EMBEDDED_ORGANISATION },
    query: { limit: 100 },
  });
  const open = items.filter((run) => !hasEnded(run.status) && run.id !== ownRun.id);
  const newer = open.filter((run) => run.createdAt >= ownRun.createdAt);
  if (open.length > newer.length) {
    display.showStep(
      `${countOf(open.length - newer.length, 'earlier run')} not finished; \`npm start\` lets them go on.`,
    );
  }
  if (newer.length === 0 || interruption.signal.aborted) return;
  display.showStep(
    `Waiting for ${countOf(newer.length, 'run')} that other commands started in this service; Ctrl-C leaves them for the next start.`,
  );
  const allEnded = Promise.all(newer.map((run) => followRun(connection, run.id, () => undefined)));
  await Promise.race([allEnded, whenAborted(interruption.signal)]);
}

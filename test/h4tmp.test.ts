import { scriptActivities } from './helpers/temporal-scripted-activities.ts';
import { withRun } from './helpers/temporal-run-harness.ts';
import { startTimeSkippingServer } from './helpers/time-skipping-server.ts';
import { skipTimer, passTimeUntil } from './helpers/temporal-time.ts';
it('x', async () => {
  const environment = await startTimeSkippingServer();
  let polls = 0;
  const script = scriptActivities({ pollJob: () => Promise.resolve({ hasEnded: ++polls > 3 }), startJob: ({jobId}) => Promise.resolve({jobId, pollIntervalMs: 3_600_000, left: 1}) });
  await withRun(environment, script.activities, async ({ handle, runId }) => {
    for (let i = 1; i <= 3; i++) { await skipTimer(environment, `run-${runId}-baseline`); }
    await handle.result();
    console.log(new Date(await environment.currentTimeMs()));
  });
  await environment.teardown();
});
it('y', async () => {
  const environment = await startTimeSkippingServer();
  const script = scriptActivities({ pollJob: () => Promise.reject(new Error('connection reset')) });
  await withRun(environment, script.activities, async ({ handle, runId }) => {
    await passTimeUntil(environment, handle.result());
    console.log(new Date(await environment.currentTimeMs()));
  });
  await environment.teardown();
});

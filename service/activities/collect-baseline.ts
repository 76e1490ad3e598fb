import { refuseEndedRun, type RunAtHand } from './activity-dependencies.ts';
import { addBaselineRecord, emptyBaselineReport, summarizeBaseline, testsOfBaseline } from './baseline-report.ts';
import type { JobReader } from './read-report.ts';

/** Stores the tests of a whole report and moves the run on; of a report that is cut off nothing can be used. */
export async function collectBaseline({ store, run }: RunAtHand, read: JobReader): Promise<number> {
  const report = emptyBaselineReport();
  await read((record) => {
    addBaselineRecord(report, record);
  });
  if (!report.isWhole) return 1;
  await store.saveBaseline(run.id, testsOfBaseline(report), report.importLines);
  if (run.baseline !== undefined) return 0;
  const baseline = summarizeBaseline(report);
  const isOpen = await store.updateRun(run.id, { baseline, phase: 'enumerate' }, [
    { type: 'baseline-finished', baseline },
    { type: 'phase-started', phase: 'enumerate' },
  ]);
  return isOpen ? 0 : refuseEndedRun(run.id);
}

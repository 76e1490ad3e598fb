import type { BaselineSummary } from '../../shared/run.ts';
import type { BaselineCoverage } from '../planning/line-coverage.ts';
import type { Store } from '../storage/store.ts';
import { refuseEndedRun, type RunAtHand } from './activity-dependencies.ts';
import { addBaselineRecord, emptyBaselineReport, summarizeBaseline, coverageOfBaseline } from './baseline-report.ts';
import type { JobReader } from './read-report.ts';

interface CollectedBaseline extends BaselineCoverage {
  readonly summary: BaselineSummary;
}

/** Stores the tests of a whole report and moves the run on; of a report that is cut off nothing can be used. */
export async function collectBaseline(atHand: RunAtHand, read: JobReader): Promise<number> {
  const { store, run } = atHand;
  const report = emptyBaselineReport();
  await read((record) => {
    addBaselineRecord(report, record);
  });
  if (!report.isWhole) return 1;
  const collected =
    report.knownRunId === undefined
      ? {
          ...coverageOfBaseline(report),
          summary: summarizeBaseline(report),
        }
      : await copyBaseline(atHand, report.knownRunId);
  // An earlier run that was dropped meanwhile: the next job finds none and runs the tests.
  if (collected === undefined) return 1;
  await saveBaseline(atHand, collected);
  if (run.baseline !== undefined) return 0;
  const baseline = collected.summary;
  const isOpen = await store.updateRun(run.id, { baseline, phase: 'enumerate' }, [
    { type: 'baseline-finished', baseline },
    { type: 'phase-started', phase: 'enumerate' },
  ]);
  return isOpen ? 0 : refuseEndedRun(run.id);
}

async function saveBaseline({ store, run }: RunAtHand, collected: CollectedBaseline): Promise<void> {
  const { tests, importLines, importEntered, dependencies } = collected;
  const surroundings = dependencies && (await store.findSurroundings(run.id));
  if (surroundings) await store.saveSurroundings(run.id, { ...surroundings, dependencies });
  await store.saveBaseline(run.id, tests, importLines, importEntered);
}

export async function findCoverage(store: Store, runId: string): Promise<BaselineCoverage> {
  const [tests, importLines, importEntered, surroundings] = await Promise.all([
    store.listTests(runId),
    store.findImportLines(runId),
    store.findImportEntered(runId),
    store.findSurroundings(runId),
  ]);
  return { tests, importLines, importEntered, dependencies: surroundings?.dependencies };
}

/** What an earlier run of the same repository had found. */
async function copyBaseline({ store, run }: RunAtHand, runId: string): Promise<CollectedBaseline | undefined> {
  const [earlier, surroundings] = await Promise.all([store.findRun(runId), store.findSurroundings(runId)]);
  if (earlier?.baseline === undefined || earlier.repositoryId !== run.repositoryId) return undefined;
  if (surroundings?.dependencies === undefined) return undefined;
  const coverage = await findCoverage(store, runId);
  return { ...coverage, summary: { reusedFrom: runId, ...earlier.baseline } };
}

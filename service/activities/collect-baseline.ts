import type { BaselineSummary } from '../../shared/run.ts';
import type { ExecutedLines, TestDependencies } from '../../shared/runner-report.ts';
import type { StoredTest } from '../storage/store.ts';
import { refuseEndedRun, type RunAtHand } from './activity-dependencies.ts';
import { addBaselineRecord, emptyBaselineReport, summarizeBaseline, testsOfBaseline } from './baseline-report.ts';
import type { JobReader } from './read-report.ts';

interface CollectedBaseline {
  readonly tests: readonly StoredTest[];
  readonly importLines: ExecutedLines;
  readonly dependencies: TestDependencies | undefined;
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
          tests: testsOfBaseline(report),
          importLines: report.importLines,
          dependencies: report.dependencies,
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
  const { tests, importLines, dependencies } = collected;
  const surroundings = dependencies && (await store.findSurroundings(run.id));
  if (surroundings) await store.saveSurroundings(run.id, { ...surroundings, dependencies });
  await store.saveBaseline(run.id, tests, importLines);
}

/** What an earlier run of the same repository had found. */
async function copyBaseline({ store, run }: RunAtHand, runId: string): Promise<CollectedBaseline | undefined> {
  const [earlier, surroundings] = await Promise.all([store.findRun(runId), store.findSurroundings(runId)]);
  if (earlier?.baseline === undefined || earlier.repositoryId !== run.repositoryId) return undefined;
  if (surroundings?.dependencies === undefined) return undefined;
  const [tests, importLines] = await Promise.all([store.listTests(runId), store.findImportLines(runId)]);
  const { dependencies } = surroundings;
  return { tests, importLines, dependencies, summary: { reusedFrom: runId, ...earlier.baseline } };
}

/** What one finished run of the repository's own workflow says about the mutant it ran on. */
import { UploadRefusedError } from '../uploads/upload-refused-error.ts';
import type { BaselineWorkflow, CiBaseline } from './ci-baseline.ts';
import type { CiRun, CiRunEvidence } from './ci-run.ts';
import { combineFindings, nothing, type Finding } from './finding.ts';
import { judgeTestJob } from './judge-test-job.ts';
import { readJunitReports } from './junit-report.ts';
import type { NodeIds } from './node-id.ts';
import { readTestJobs } from './read-test-job.ts';
import type { ReportedTest } from './reported-test.ts';

export interface JudgedAgainst {
  readonly baseline: CiBaseline;
  readonly nodeIds: NodeIds;
  /** The commit that holds the mutant. */
  readonly commit: string;
}

export function judgeRun(evidence: CiRunEvidence, { baseline, nodeIds, commit }: JudgedAgainst): Finding {
  const { run } = evidence;
  const workflow = baseline.workflows.get(run.path);
  if (workflow === undefined) return nothing(`The baseline has no run of ${run.path}.`);
  if (run.headSha !== commit) return nothing(`The run is one of the commit ${run.headSha}, not of the mutant's.`, true);
  const refused = refuseConclusion(run);
  if (refused !== undefined) return refused;
  const reports = readReports(evidence.reports, nodeIds);
  const reported = [...reports.values()].flatMap((tests) =>
    tests === undefined ? [] : [...tests.values()].filter(({ outcome }) => outcome === 'failed'),
  );
  const definitions = [...workflow.jobs.values()].map(({ definition }) => definition);
  const read = readTestJobs(evidence, definitions);
  const findings = [...workflow.jobs].map(([name, job]) => {
    const found = read.find((candidate) => candidate.job.name === name);
    if (found === undefined) return nothing(`The job "${name}" did not run.`, run.conclusion === 'cancelled');
    return judgeTestJob(found, { workflow, baseline: job, flakyTests: baseline.flakyTests, reported });
  });
  const combined = combineFindings(findings);
  return combined.kind === 'survived' ? (findReportGap(workflow, reports) ?? combined) : combined;
}

const WITHOUT_VERDICT: Readonly<Record<string, Finding>> = {
  action_required: nothing('The run waits until somebody approves it.'),
  startup_failure: nothing('GitHub could not start the run.', true),
  stale: nothing('GitHub gave the run up, because it had waited for too long.', true),
  skipped: nothing('The run was skipped, so that no test ran.'),
  neutral: nothing('The run ended as neutral, which says nothing about tests.'),
};
const WITH_JOBS = new Set(['success', 'failure', 'cancelled', 'timed_out']);

function refuseConclusion({ status, conclusion }: CiRun): Finding | undefined {
  if (status !== 'completed') return nothing('The run has not ended.', true);
  if (WITH_JOBS.has(conclusion ?? '')) return undefined;
  return (
    WITHOUT_VERDICT[conclusion ?? ''] ?? nothing(`The run ended as ${conclusion ?? 'nothing'}, which is not known.`)
  );
}

type ReadReports = ReadonlyMap<string, ReadonlyMap<string, ReportedTest> | undefined>;

/** What is no report, or a damaged one, counts as none. */
function readReports(texts: ReadonlyMap<string, string>, nodeIds: NodeIds): ReadReports {
  return new Map(
    [...texts].map(([name, text]) => {
      try {
        return [name, readJunitReports([text], nodeIds)];
      } catch (error) {
        if (error instanceof UploadRefusedError) return [name, undefined];
        throw error;
      }
    }),
  );
}

/** No job has noticed anything; that counts only where each report says of each test what the baseline's said. */
function findReportGap(workflow: BaselineWorkflow, reports: ReadReports): Finding | undefined {
  for (const [name, before] of workflow.reports) {
    const tests = reports.get(name);
    if (tests === undefined) return nothing(`The report ${name} is missing or damaged.`, true);
    const failed = [...tests.values()].find(({ outcome }) => outcome === 'failed');
    if (failed !== undefined)
      return nothing(`The report ${name} has the failed test ${failed.id}, and no step failed.`);
    const absent = [...before].filter(([id, outcome]) => outcome === 'passed' && tests.get(id)?.outcome !== 'passed');
    if (absent.length > 0)
      return nothing(
        `${absent.length} of ${before.size} tests did not pass by the report ${name}, such as ${absent[0]?.[0] ?? ''}.`,
      );
  }
  return undefined;
}

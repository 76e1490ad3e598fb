/** The verdict on a mutant from the runs of the repository's own workflows. */
import type { Evidence, MutantResult } from '../../../../shared/mutant-result.ts';
import { countTests } from './ci-baseline.ts';
import type { CiRunEvidence } from './ci-run.ts';
import { combineFindings, nothing, type Finding } from './finding.ts';
import { judgeRun, type JudgedAgainst } from './judge-run.ts';
import { readTestJobs } from './read-test-job.ts';
import type { ReportedTest } from './reported-test.ts';

export interface MutantRuns extends JudgedAgainst {
  readonly mutantId: string;
  /** A mutant of the same file that must be noticed was, so that the tests run the code of the commit and no other copy of it. */
  readonly isActivationProven: boolean;
  /** Each time the mutant was tried, the first first: one run of each workflow that tests, by the newest attempt of that time. */
  readonly rounds: readonly (readonly CiRunEvidence[])[];
}

export interface Classification {
  readonly result: MutantResult;
  /** The machinery may do better another time; once is enough. */
  readonly isWorthRetry: boolean;
}

const MOST_ROUNDS = 2;

export function classifyMutant(runs: MutantRuns): Classification {
  const findings = runs.rounds.map((round) => judgeRound(round, runs));
  const finding = weighRounds(findings);
  const agreed = findings.filter(({ kind }) => kind === finding.kind).length;
  const mayRetry = findings.length < MOST_ROUNDS;
  const evidence = describeEvidence(runs, { agreed, total: Math.max(1, findings.length) });
  return {
    result: { mutantId: runs.mutantId, ...describe(finding, runs, evidence) },
    isWorthRetry: mayRetry && (finding.kind === 'timed-out' || (finding.kind === 'nothing' && finding.isWorthRetry)),
  };
}

function judgeRound(round: readonly CiRunEvidence[], against: JudgedAgainst): Finding {
  const absent = [...against.baseline.workflows.keys()].filter((path) => !round.some(({ run }) => run.path === path));
  const findings = round.map((evidence) => judgeRun(evidence, against));
  return combineFindings([...findings, ...absent.map((path) => nothing(`${path} was not run.`, true))]);
}

/** Rounds without a verdict have no say; those that disagree make the mutant flaky. */
function weighRounds(findings: readonly Finding[]): Finding {
  const last = findings.at(-1) ?? nothing('The tests were not run.', true);
  const decided = findings.filter(({ kind }) => kind !== 'nothing' && kind !== 'timed-out');
  const [first] = decided;
  if (first === undefined) return findings.find(({ kind }) => kind === 'timed-out') ?? last;
  if (decided.every(({ kind }) => kind === first.kind)) return first;
  const noticed = decided.filter(({ kind }) => kind === 'killed').length;
  const reason = `${noticed} of ${decided.length} runs noticed it.`;
  return { kind: 'flaky', reason, tests: decided.flatMap((finding) => ('tests' in finding ? finding.tests : [])) };
}

type Described = Omit<MutantResult, 'mutantId'>;
const MOST_NAMED = 50;

function describe(finding: Finding, runs: MutantRuns, evidence: Evidence): Described {
  switch (finding.kind) {
    case 'killed':
      return describeKill(finding.tests, evidence);
    case 'survived':
      return runs.isActivationProven
        ? { status: 'Survived', killedBy: [], evidence }
        : withReason('RuntimeError', 'It is not proven that the tests run the code of the commit.', evidence);
    case 'flaky': {
      const ids = [...new Set(finding.tests.map(({ id }) => id))].slice(0, MOST_NAMED);
      const reason = finding.reason ?? `Only tests that do not always end alike failed: ${ids.join(', ')}.`;
      return withReason('Flaky', reason, evidence);
    }
    case 'timed-out':
      // A machine that hangs once looks the same.
      return evidence.repeats.agreed >= MOST_ROUNDS
        ? withReason('Timeout', `${finding.reason} This was so ${evidence.repeats.agreed} times.`, evidence)
        : withReason('RuntimeError', `${finding.reason} Once may be its machine's fault.`, evidence);
    case 'nothing':
      return withReason('RuntimeError', finding.reason, evidence);
  }
}

const withReason = (status: MutantResult['status'], statusReason: string, evidence: Evidence): Described => ({
  status,
  statusReason,
  killedBy: [],
  evidence,
});

function describeKill(tests: readonly ReportedTest[], evidence: Evidence): Described {
  const killedBy = tests.slice(0, MOST_NAMED).map(({ id }) => id);
  const [killing] = tests;
  if (killing?.failure === undefined) return { status: 'Killed', killedBy, evidence };
  const { exception, message, file, line, phase, output } = killing.failure;
  const place = { ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
  const killingTest = { id: killing.id, exception, message: message.slice(0, 4096), ...place, phase };
  return { status: 'Killed', killedBy, evidence: { ...evidence, activationProven: true, killingTest, output } };
}

/** GitHub tells no CPU time; what a job takes is the most that it can be. */
function describeEvidence(runs: MutantRuns, repeats: Evidence['repeats']): Evidence {
  const jobsOfBaseline = [...runs.baseline.workflows.values()].flatMap(({ jobs }) => [...jobs.values()]);
  const definitions = jobsOfBaseline.map(({ definition }) => definition);
  const jobs = (runs.rounds.at(-1) ?? []).flatMap((evidence) => readTestJobs(evidence, definitions));
  const sessions = jobs.flatMap(({ steps }) => steps.flatMap((step) => step.sessions));
  const wallMs = jobs.reduce((total, job) => total + job.wallMs, 0);
  const count = (all: readonly { readonly counts: Parameters<typeof countTests>[0] }[]) =>
    all.reduce((total, { counts }) => total + countTests(counts), 0);
  return {
    activation: 'subprocess',
    activationProven: runs.isActivationProven,
    testsRun: count(sessions),
    testsPlanned: count(jobsOfBaseline.flatMap((job) => job.sessions)),
    cpuMs: wallMs,
    wallMs,
    repeats,
  };
}

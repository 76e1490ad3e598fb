import { errorEntry, ExitCode, TinybugError, type Problem } from '../../shared/error-code.ts';
import type { Run } from '../../shared/run.ts';
import { formatPercent } from './format-score.ts';

export interface RunOutcome {
  readonly exitCode: ExitCode;
  /** What a person should read where the exit code is not 0. */
  readonly problem?: Problem;
}

/** What an ended run means for whoever waits for the command. */
export function judgeRun(run: Run): RunOutcome {
  if (run.status === 'Cancelled') return { exitCode: ExitCode.Cancelled };
  if (run.status !== 'Completed') {
    const problem = run.problem ?? new TinybugError('internal', 'The run failed and does not say why.').toProblem();
    return { exitCode: errorEntry(problem.code).exitCode, problem };
  }
  const threshold = run.settings['fail-under'];
  return threshold === undefined ? { exitCode: ExitCode.Success } : compareWithThreshold(run, threshold);
}

function compareWithThreshold({ score }: Run, threshold: number): RunOutcome {
  if (score?.score === undefined) {
    const reasons = score?.withheld.join(', ') ?? 'the run has none';
    return toOutcome(
      new TinybugError('score-withheld', `The threshold is ${threshold} %, and the score is withheld: ${reasons}.`),
    );
  }
  // Compared as whole numbers: 29 of 100 is not below 29 %, though 0.29 * 100 is.
  if (score.detected * 100 >= threshold * score.valid) return { exitCode: ExitCode.Success };
  return toOutcome(
    new TinybugError('score-too-low', `It is ${formatPercent(score.score)}; the threshold is ${threshold} %.`),
  );
}

function toOutcome(error: TinybugError): RunOutcome {
  return { exitCode: errorEntry(error.code).exitCode, problem: error.toProblem() };
}

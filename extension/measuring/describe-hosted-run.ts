import { describeEstimate } from '../agents/tool-answers.ts';
import { oneLine } from '../marks/plain-text.ts';
import type { Translate } from '../marks/describe-marks.ts';
import type { RunEstimate } from '../../shared/run-estimate.ts';
import type { SentChanges } from './hosted-request.ts';

const NAMED = 5;
const LONGEST_NAME = 80;

/** What is sent to the service, for the person who is asked whether it may be. */
export function describeChanges(changes: SentChanges, t: Translate): string[] {
  const { fullName, commit, unpushedCommits, newFiles, isDirty, submodules } = changes;
  const place = t('{0} at {1}', fullName, commit.slice(0, 12));
  return [
    isDirty
      ? t('Measured is {0} with your changes, which are sent to the service.', place)
      : t('Measured is {0}.', place),
    ...(unpushedCommits > 0 ? [t('{0} commits that are not pushed are sent as changes.', unpushedCommits)] : []),
    ...(newFiles.length > 0 ? [t('Among them are {0} new files: {1}.', newFiles.length, listNames(newFiles))] : []),
    ...(submodules.length > 0
      ? [t('Submodules are measured as they are at that commit, without your changes: {0}.', listNames(submodules))]
      : []),
  ];
}

const listNames = (names: readonly string[]): string =>
  names
    .slice(0, NAMED)
    .map((name) => oneLine(name, LONGEST_NAME))
    .concat(names.length > NAMED ? ['…'] : [])
    .join(', ');

/** The whole text of the question, the cost first. */
export const describeHostedRun = (changes: SentChanges, estimate: RunEstimate, t: Translate): string =>
  [describeEstimate(estimate, t), ...describeChanges(changes, t)].join('\n');

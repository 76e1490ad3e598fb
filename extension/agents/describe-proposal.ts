import type { MutantDetail } from '../../shared/mutant-result.ts';
import { describeChange, type Translate } from '../marks/describe-marks.ts';
import { firstLines, oneLine } from '../marks/plain-text.ts';
import type { HoverPart } from '../mutants/hover-text.ts';
import type { ListedMutant } from './tool-answers.ts';

const DIFF_LINES = 40;
const LARGEST_LINE = 160;
const LARGEST_PATH = 200;
const LARGEST_REASON = 500;

/** What a person sees before a model's proposal is taken: place, diff and reason. None of it is read as markup. */
export function describeProposal(
  { known: { mutant }, line }: ListedMutant,
  reason: string,
  detail: MutantDetail | undefined,
  t: Translate,
): HoverPart[] {
  const place = oneLine(mutant.path, LARGEST_PATH);
  return [
    { kind: 'text', text: t('{0}, line {1}. The code below is data from the repository:', place, line) },
    detail === undefined
      ? { kind: 'code', language: 'text', text: describeChange(mutant, t) }
      : { kind: 'code', language: 'diff', text: shownDiff(detail.diff, t) },
    { kind: 'text', text: t('The model says why no test can notice it:') },
    { kind: 'code', language: 'text', text: oneLine(reason, LARGEST_REASON) },
    {
      kind: 'text',
      text: t(
        'Everybody who works on this repository sees the mark, with your name. The score stays as it was measured.',
      ),
    },
  ];
}

function shownDiff(diff: string, t: Translate): string {
  const { lines, leftOut } = firstLines(diff, DIFF_LINES, LARGEST_LINE);
  return [...lines, ...(leftOut > 0 ? [t('… {0} more lines', leftOut)] : [])].join('\n');
}

import { isContradicted, isUndetected } from '../../shared/mutation-score.ts';
import type { MutantDetail, TriagedMutant } from '../../shared/mutant-result.ts';
import type { MutantStatus } from '../../shared/mutant.ts';
import type { Run } from '../../shared/run.ts';
import { EMBEDDED_ORGANISATION, embeddedRunPage } from '../embedded/page-links.ts';
import { DEFAULT_PORT } from '../embedded/default-port.ts';
import type { CommandContext } from './command-context.ts';
import { countOf } from './describe-event.ts';
import { formatDuration } from './format-duration.ts';
import { formatMutantsByFile } from './format-mutants.ts';
import { formatCounts, formatScore, formatTriage } from './format-score.ts';
import { toPlainLine } from './plain-text.ts';
import type { MeasureOptions } from './program.ts';
import type { ServiceConnection } from './service-connection.ts';

const MOST_MUTANTS_SHOWN = 50;
const MOST_FILES_SHOWN = 20;
const REQUESTS_AT_ONCE = 8;

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

interface Result {
  readonly context: CommandContext;
  readonly options: MeasureOptions;
  /** Since the command was given, its set-up included. */
  readonly elapsedMs: number;
  readonly skippedFiles: readonly SkippedFile[];
}

/** Prints what came out: skipped files, uncaught mutants, counts, score and the way to the page. */
export async function showRunResult(connection: ServiceConnection, run: Run, result: Result): Promise<void> {
  const { printLine, style } = result.context.result;
  showSkippedFiles(result);
  if (run.status === 'Failed') return;
  await showUncaught(connection, run, result);
  if (run.score) {
    printLine('');
    for (const line of [...formatScore(run.score, style), ...formatTriage(run.triage)]) printLine(line);
  }
  await showContradictions(connection, run, result);
  for (const line of formatCounts(run.counts, style)) printLine(line);
  if (run.status === 'Completed') printLine(style.dim(`Done in ${formatDuration(result.elapsedMs)}.`));
  showPage(connection, run, result);
}

function showSkippedFiles({ context, skippedFiles }: Result): void {
  const { printLine, style } = context.result;
  if (skippedFiles.length === 0) return;
  printLine('');
  printLine(style.bold(`${countOf(skippedFiles.length, 'file')} skipped`));
  for (const { path, reason } of skippedFiles.slice(0, MOST_FILES_SHOWN))
    printLine(`  ${toPlainLine(reason.startsWith(path) ? reason : `${path}: ${reason}`)}`);
  const left = skippedFiles.length - MOST_FILES_SHOWN;
  if (left > 0) printLine(style.dim(`  … ${left} more`));
}

async function showUncaught(connection: ServiceConnection, run: Run, { context }: Result): Promise<void> {
  const { printLine, style, width } = context.result;
  const uncaught = await listUnmarked(connection, run.id);
  if (uncaught.length === 0) return;
  const shown = chooseShown(uncaught);
  const details = await readDetails(connection, run.id, shown);
  printLine('');
  printLine(style.bold(`${countOf(uncaught.length, 'uncaught mutant')}: bugs that no test noticed`));
  printLine('');
  for (const line of formatMutantsByFile(details, { style, width })) printLine(line);
  const left = uncaught.length - shown.length;
  if (left > 0) printLine(style.dim(`\n… ${left} more: see the page, or \`tinybug export ${run.id}\``));
}

/** Which mutants have a mark that is wrong. */
async function showContradictions({ client }: ServiceConnection, run: Run, { context }: Result): Promise<void> {
  if ((run.triage?.contradicted ?? 0) === 0) return;
  const params = { org: EMBEDDED_ORGANISATION, runId: run.id };
  const { items } = await client.call('listMutants', { params, query: { triage: 'only', limit: 500 } });
  const wrong = items.filter(({ triage, status }) => triage && isContradicted(triage.kind, status));
  for (const { path, location, id } of wrong.slice(0, MOST_MUTANTS_SHOWN))
    context.result.printLine(`  ${toPlainLine(path)}:${location.start.line}  ${context.result.style.dim(id)}`);
}

const UNCAUGHT: readonly MutantStatus[] = ['Survived', 'NoCoverage'];

/** Uncaught ones that nobody has marked, in the order of files and lines. */
async function listUnmarked({ client }: ServiceConnection, runId: string): Promise<TriagedMutant[]> {
  const mutants: TriagedMutant[] = [];
  for (const status of UNCAUGHT.filter(isUndetected)) {
    for (let cursor: string | undefined; ;) {
      const page = await client.call('listMutants', {
        params: { org: EMBEDDED_ORGANISATION, runId },
        query: { status, triage: 'hidden', limit: 500, ...(cursor !== undefined && { cursor }) },
      });
      mutants.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
  }
  return mutants.sort(bySource);
}

function bySource(first: TriagedMutant, second: TriagedMutant): number {
  if (first.path !== second.path) return first.path < second.path ? -1 : 1;
  return (
    first.byteRange[0] - second.byteRange[0] ||
    first.byteRange[1] - second.byteRange[1] ||
    (first.replacement < second.replacement ? -1 : 1)
  );
}

function chooseShown(uncaught: readonly TriagedMutant[]): TriagedMutant[] {
  const files = new Set<string>();
  return uncaught
    .slice(0, MOST_MUTANTS_SHOWN)
    .filter(({ path }) => files.has(path) || (files.size < MOST_FILES_SHOWN && files.add(path)));
}

async function readDetails(
  { client }: ServiceConnection,
  runId: string,
  mutants: readonly TriagedMutant[],
): Promise<MutantDetail[]> {
  const details: MutantDetail[] = [];
  for (let first = 0; first < mutants.length; first += REQUESTS_AT_ONCE) {
    const requests = mutants
      .slice(first, first + REQUESTS_AT_ONCE)
      .map(({ id }) => client.call('showMutant', { params: { org: EMBEDDED_ORGANISATION, runId, mutantId: id } }));
    details.push(...(await Promise.all(requests)));
  }
  return details;
}

function showPage(connection: ServiceConnection, run: Run, { context, options }: Result): void {
  const { printLine } = context.result;
  const stays = connection.own === undefined || options.serve === true;
  if (options.service !== undefined) return;
  if (stays) {
    printLine(`Page: ${embeddedRunPage(connection.url, connection.token, run.id)}`);
    return;
  }
  printLine(
    `Page, while \`npm start\` runs: ${embeddedRunPage(`http://127.0.0.1:${DEFAULT_PORT}`, connection.token, run.id)}`,
  );
}

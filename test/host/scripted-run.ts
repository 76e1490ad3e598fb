import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MeasuredMutant, MutantDetail } from '../../shared/mutant-result.ts';
import type { MutantStatus } from '../../shared/mutant.ts';
import { TriageChange } from '../../shared/triage.ts';
import { offsetOfPosition } from '../../shared/text-position.ts';
import { createEvidence, createMutant } from '../helpers/create-mutant.ts';
import { createRepository, createRun } from '../helpers/create-run.ts';
import type { ServiceScript } from '../helpers/vscode/service-script.ts';

interface WantedMutant {
  readonly path: string;
  /** The measured text of the file, in which `original` is looked for. */
  readonly text: string;
  readonly original: string;
  readonly replacement: string;
  readonly status?: MutantStatus;
  readonly details?: Partial<MutantDetail>;
}

let count = 0;

export function mutantAt({ path, text, original, replacement, status = 'Survived' }: WantedMutant): MeasuredMutant {
  const offset = text.indexOf(original);
  if (offset === -1) throw new Error(`${path} does not contain ${original}`);
  const before = text.slice(0, offset).split('\n');
  const start = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const lines = original.split('\n');
  const end =
    lines.length === 1
      ? { line: start.line, column: start.column + original.length }
      : { line: start.line + lines.length - 1, column: (lines.at(-1)?.length ?? 0) + 1 };
  if (offsetOfPosition(text, end) !== offset + original.length) throw new Error('The end is not where it should be.');
  count += 1;
  const mutant = createMutant({
    id: count.toString(16).padStart(16, '0'),
    path,
    original,
    replacement,
    location: { start, end },
    coverageLines: [start.line, end.line],
  });
  return { ...mutant, status, killedBy: [] };
}

interface RunOptions {
  readonly sources: Readonly<Record<string, string>>;
  readonly mutants: readonly MeasuredMutant[];
  readonly details?: (mutant: MeasuredMutant) => Partial<MutantDetail>;
  readonly disturbance?: ServiceScript['disturbance'];
  readonly isOpen?: boolean;
  /** The run has ended before anybody asks for it. */
  readonly isEndedBefore?: boolean;
}

export interface ScriptedRun {
  readonly repositoryId: string;
  /** The `Last-Event-ID` of each request for events. */
  requests(): number[];
  /** The queries with which the runs were listed. */
  lists(): string[];
  /** The record of triage that the service has. */
  triage(): TriageChange[];
  /** Somebody else marks a mutant, or takes the mark away. */
  markElsewhere(mutantId: string, mark?: TriageChange['mark']): void;
  /** When the last events were sent, milliseconds since 1970. */
  sentAt(): number;
}

/** Makes Tinybug's command one that plays a run with these mutants. */
export async function playRun({
  sources,
  mutants,
  details,
  disturbance,
  isOpen = false,
  isEndedBefore = false,
}: RunOptions): Promise<ScriptedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tinybug-script-'));
  const file = join(folder, 'script.json');
  const selected = mutants.length;
  // Each script has a record of triage of its own, so it is about a repository of its own.
  const repositoryId = randomUUID();
  const script: ServiceScript = {
    repository: createRepository({ id: repositoryId }),
    run: createRun({
      ...{ id: randomUUID(), repositoryId },
      ...(isEndedBefore ? { status: 'Completed', phase: 'score' } : { status: 'Queued', phase: 'source' }),
    }),
    sources,
    details: Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        {
          ...mutant,
          diff: '-a\n+b\n',
          coveredBy: ['tests/test_cart.py::test_total'],
          evidence: createEvidence(),
          ...details?.(mutant),
        },
      ]),
    ),
    events: [
      { type: 'run-queued' },
      { type: 'phase-started', phase: 'measure' },
      { type: 'mutants-selected', selection: { enumerated: selected, suppressed: 0, selected, noCoverage: 0 } },
      ...mutants.map((mutant) => ({ type: 'mutant-finished' as const, mutant })),
      ...(isOpen
        ? []
        : [
            {
              type: 'run-completed' as const,
              score: { score: 0.5, detected: 1, undetected: 1, valid: 2, withoutVerdict: 0, withheld: [] },
            },
          ]),
    ],
    ...(disturbance && { disturbance }),
    staysOpen: isOpen,
  };
  writeFileSync(file, JSON.stringify(script));
  const program = join(
    vscode.extensions.getExtension('tinybug.tinybug')?.extensionPath ?? '',
    'dist',
    'host-tests',
    'scripted-service.mjs',
  );
  const configuration = vscode.workspace.getConfiguration('tinybug');
  await configuration.update('embedded.command', ['node', program, file], vscode.ConfigurationTarget.Global);
  const triage = (): TriageChange[] =>
    existsSync(`${file}.triage`)
      ? readFileSync(`${file}.triage`, 'utf8')
          .trim()
          .split('\n')
          .map((line) => TriageChange.parse(JSON.parse(line)))
      : [];
  return {
    repositoryId,
    triage,
    markElsewhere(mutantId, mark) {
      const at = '2026-12-01T10:00:00.000Z';
      const change = { sequence: triage().length + 1, mutantId, by: 'bob', at, ...(mark && { mark }) };
      appendFileSync(`${file}.triage`, `${JSON.stringify(change)}\n`);
    },
    sentAt: () => Number(readFileSync(`${file}.sent-at`, 'utf8')),
    lists: () => (existsSync(`${file}.lists`) ? readFileSync(`${file}.lists`, 'utf8').trim().split('\n') : []),
    requests: () =>
      existsSync(`${file}.requests`) ? readFileSync(`${file}.requests`, 'utf8').trim().split('\n').map(Number) : [],
  };
}

/** Makes Tinybug's command the real one again, and forgets what was played. */
export async function playNothing(): Promise<void> {
  const command: unknown = JSON.parse(process.env['TINYBUG_REAL_COMMAND'] ?? '[]');
  await vscode.workspace
    .getConfiguration('tinybug')
    .update('embedded.command', command, vscode.ConfigurationTarget.Global);
  await vscode.commands.executeCommand('tinybug.clearResults');
}

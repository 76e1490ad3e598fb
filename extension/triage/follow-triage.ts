import { createParser } from 'eventsource-parser';
import * as vscode from 'vscode';
import type { TriageChange } from '../../shared/triage.ts';
import { readTriage } from '../../shared/triage-stream.ts';
import type { ServiceConnection, ServiceLink } from '../connection/service-link.ts';
import type { Log } from '../log.ts';
import { createBatcher } from '../measuring/batch-items.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { ResultStorage } from '../projects/stored-results.ts';

export interface TriageOptions {
  readonly link: ServiceLink;
  readonly projects: Projects;
  readonly storage: ResultStorage;
  readonly log: Log;
}

const NEVER_MS = Number.POSITIVE_INFINITY;
const LONGEST_PAUSE_MS = 10_000;
const ANSWER_TIMEOUT_MS = 10_000;
const TRY_AGAIN_AFTER_MS = 30_000;

interface Following {
  /** The service and the run by which the repository is known. */
  readonly key: string;
  readonly ending: AbortController;
}

/**
 * Keeps the marks of each project's repository up to date while there is a service; none is started for it. What others mark
 * shows in every window that is connected.
 */
export function createTriageFollowing(options: TriageOptions): vscode.Disposable {
  const { link, projects, log } = options;
  const following = new Map<Project, Following>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const ensure = (project: Project): void => {
    const connection = link.present;
    const run = project.results.latestRun;
    const key = `${connection?.url ?? ''} ${run?.id ?? ''}`;
    if (!connection || !run || following.get(project)?.key === key) return;
    following.get(project)?.ending.abort();
    const ending = new AbortController();
    following.set(project, { key, ending });
    follow(project, connection, run.id, ending.signal, options).catch((error: unknown) => {
      if (ending.signal.aborted) return;
      log.error('Marks of others cannot be followed now', error);
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (following.get(project)?.ending !== ending) return;
        following.delete(project);
        ensure(project);
      }, TRY_AGAIN_AFTER_MS);
      timers.add(timer);
    });
  };
  const subscription = projects.onDidChange(({ project }) => ensure(project));
  return new vscode.Disposable(() => {
    subscription.dispose();
    for (const timer of timers) clearTimeout(timer);
    for (const { ending } of following.values()) ending.abort();
  });
}

async function follow(
  project: Project,
  { client, organisation: org }: ServiceConnection,
  runId: string,
  signal: AbortSignal,
  { projects, storage }: TriageOptions,
): Promise<void> {
  const answering = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
  const { repositoryId } = await client.call('showRun', { params: { org, runId }, signal: answering });
  tellChanged(projects, project, project.triage.belongTo(repositoryId));
  const batcher = createBatcher<TriageChange>((changes) => {
    tellChanged(projects, project, project.triage.follow(changes));
    void storage.write(project);
  });
  const entries = readTriage({
    open: (afterSequence, opening) => client.openTriageEvents({ org, repositoryId }, afterSequence, opening),
    createParser,
    afterSequence: project.triage.lastSequence,
    signal,
    longestPauseMs: LONGEST_PAUSE_MS,
    giveUpAfterMs: NEVER_MS,
  });
  try {
    for await (const change of entries) batcher.add(change);
  } finally {
    batcher.dispose();
  }
}

/** The marks of these mutants are no longer the same. */
export function tellChanged(projects: Projects, project: Project, mutantIds: readonly string[]): void {
  const paths = mutantIds.flatMap((id) => project.results.findMutant(id)?.mutant.path ?? []);
  if (paths.length > 0) projects.changed(project, new Set(paths));
}

import * as vscode from 'vscode';
import type { Run } from '../../shared/run.ts';
import type { ServiceConnection, ServiceLink } from '../connection/service-link.ts';
import type { Log } from '../log.ts';
import type { Project } from '../projects/project.ts';
import type { RepositoryOfProject } from '../repositories/repository-of-project.ts';
import { tellProblem, type Measuring } from './measure.ts';

interface LoadOptions {
  readonly link: ServiceLink;
  readonly measuring: Measuring;
  readonly repositoryOf: RepositoryOfProject;
  readonly log: Log;
}

/** Shows what the newest complete run of the project's repository found, wherever that run was started. */
export type LoadResults = (project: Project) => Promise<void>;

const RUNS_LOOKED_AT = 100;
const TIMEOUT_MS = 60_000;

export function createLoadResults({ link, measuring, repositoryOf, log }: LoadOptions): LoadResults {
  const load = async (project: Project): Promise<void> => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const connection = await link.connect(signal);
    const repository = await repositoryOf(connection, project, signal);
    const run = await findNewestComplete(connection, repository.id, signal);
    if (run) await measuring.show(project, run);
    else
      await vscode.window.showInformationMessage(
        vscode.l10n.t('The service has no complete run of {0} yet.', repository.location),
      );
  };
  return async (project) => {
    try {
      await vscode.window.withProgress({ location: { viewId: 'tinybug.survivors' } }, () => load(project));
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) await tellProblem(error, log);
    }
  };
}

async function findNewestComplete(
  { client, organisation }: ServiceConnection,
  repositoryId: string,
  signal: AbortSignal,
): Promise<Run | undefined> {
  const query = { repositoryId, limit: RUNS_LOOKED_AT };
  const { items } = await client.call('listRuns', { params: { org: organisation }, query, signal });
  return items.find(({ status }) => status === 'Completed');
}

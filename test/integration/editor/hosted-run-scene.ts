import { createServiceLink, type ServiceConnection } from '../../../extension/connection/service-link.ts';
import { openGitFolder, type GitFolder } from '../../../extension/git/git-folder.ts';
import type { Remote } from '../../../extension/git/parse-remote.ts';
import { prepareHostedRequest, type HostedRequest } from '../../../extension/measuring/hosted-request.ts';
import type { MeasureScope } from '../../../extension/measuring/measure-scope.ts';
import type { SourceProvider, SourceTree } from '../../../service/ci/source-provider.ts';
import { locateHostedRepository } from '../../../service/routes/repository-location.ts';
import { createMirrorSource } from '../../../service/source/mirror/mirror-source.ts';
import type { RunEstimate } from '../../../shared/run-estimate.ts';
import { startApiServer, type ApiServer } from '../../helpers/api-server.ts';
import { createFakeCi } from '../../helpers/fake-ci.ts';
import { createMirrorScene, REPOSITORY, type Files, type MirrorScene } from '../mirror/mirror-scene.ts';

/** A developer's clone, the server it is pushed to, and the hosted service that knows that server. */
export interface HostedRunScene extends MirrorScene {
  readonly connection: ServiceConnection;
  readonly questions: { chosen: string | undefined; mayRegister: boolean; asked: string[] };
  openGit(folder?: string): Promise<GitFolder>;
  prepare(scope?: MeasureScope, folder?: string): Promise<HostedRequest | undefined>;
  /** The tree that the service would measure. */
  openTree(request: HostedRequest | undefined): Promise<SourceTree>;
  estimate(request: HostedRequest | undefined): Promise<RunEstimate>;
}

export interface HostedApi {
  readonly api: ApiServer;
  /** Where the repositories of the present scene are. */
  source: SourceProvider | undefined;
  scenes: number;
}

/** One service for all scenes: each is an organisation of its own there. */
export async function startHostedApi(): Promise<HostedApi> {
  const open: SourceProvider['open'] = (request) =>
    hosted.source?.open(request) ?? Promise.reject(new Error('There is no scene.'));
  const api = await startApiServer({
    environment: 'staging',
    locateRepository: locateHostedRepository,
    estimating: {
      providers: new Map([['github-actions', createFakeCi({}, { strategy: 'sharded', isBilled: true })]]),
      sources: new Map([['github-actions', { open }]]),
    },
  });
  const hosted: HostedApi = { api, source: undefined, scenes: 0 };
  return hosted;
}

async function addOrganisation({ api }: HostedApi, slug: string) {
  const { id } = await api.database.ensureOrganisation(slug, slug);
  const token = `token-of-${slug}`;
  await api.database.addApiToken(id, 'test', token);
  return { slug, token, store: api.database.storeOf(id) };
}

export async function createHostedRunScene(hosted: HostedApi, files: Files): Promise<HostedRunScene> {
  const scene = await createMirrorScene(files);
  const server = `${scene.server.url}/${REPOSITORY}.git`;
  const folder = (await scene.git('remote', 'get-url', 'origin')).trim();
  await scene.git('remote', 'set-url', 'origin', server);
  await scene.git('remote', 'set-url', '--push', 'origin', folder);
  const source = createMirrorSource(scene.createMirrors());
  hosted.source = source;
  hosted.scenes += 1;
  const { signal } = new AbortController();
  const { slug, token, store } = await addOrganisation(hosted, `team-${hosted.scenes}`);
  const address = { url: hosted.api.origin, token, organisation: slug };
  const link = createServiceLink({
    fetch,
    readConfigured: () => Promise.resolve(address),
    startLocal: () => Promise.reject(new Error('No service of this machine is wanted.')),
  });
  const repositoryHost = new URL(scene.server.url).host;
  const connection = { ...(await link.connect(signal)), repositoryHost };
  const questions: HostedRunScene['questions'] = { chosen: undefined, mayRegister: true, asked: [] };
  const openGit = (folder = scene.clone) =>
    openGitFolder(folder, { program: '/usr/bin/git', environment: process.env, signal });
  return {
    ...scene,
    connection,
    questions,
    openGit,
    async prepare(scope = { kind: 'project' }, folder = scene.clone) {
      const git = await openGit(folder);
      return prepareHostedRequest({
        connection,
        git,
        scope,
        afresh: false,
        signal,
        questions: {
          chooseRemote(remotes: readonly Remote[]) {
            questions.asked.push(`choose ${remotes.map(({ name }) => name).join(' ')}`);
            return Promise.resolve(remotes.find(({ name }) => name === questions.chosen));
          },
          mayRegister(fullName) {
            questions.asked.push(`register ${fullName}`);
            return Promise.resolve(questions.mayRegister);
          },
        },
      });
    },
    async openTree(request) {
      if (request === undefined) throw new Error('There is no request.');
      const { repositoryId, revision, patch } = request.body;
      const repository = await store.findRepository(repositoryId);
      if (repository === undefined) throw new Error('The repository is not registered.');
      return source.open({ organisationId: store.organisationId, repository, revision, patch });
    },
    estimate: (request) => {
      if (request === undefined) throw new Error('There is no request.');
      return connection.client.call('estimateRun', { params: { org: slug }, body: request.body });
    },
    async end() {
      link.dispose();
      await scene.end();
    },
  };
}

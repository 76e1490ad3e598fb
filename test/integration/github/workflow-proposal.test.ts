import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pino } from 'pino';
import { createWorkflowProposals } from '../../../service/ci/github-actions/sharded/propose-workflow.ts';
import { ANY_ACCOUNT } from '../../../service/github/account-claims.ts';
import { createGithubAccess } from '../../../service/github/create-github-access.ts';
import { createRepositoryMirrors } from '../../../service/source/mirror/create-repository-mirrors.ts';
import { startApiServer, type ApiServer } from '../../helpers/api-server.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import { MemoryLedger } from '../../helpers/memory-ledger.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';
import { WorkflowProposal } from '../../../shared/workflow-proposal.ts';

const WRITE = { contents: 'write', actions: 'write', pull_requests: 'write', workflows: 'write' } as const;

describe("Tinybug's workflow", () => {
  let github: LoopbackGitHub;
  let api: ApiServer;
  let address: string;
  let removeFolder: () => Promise<void>;

  before(async () => {
    const { folder, remove } = await createTemporaryFolder();
    removeFolder = remove;
    github = await startGithub();
    const repository = await github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-with-junit' });
    const personalAccessToken = github.tokens.create({ permissions: WRITE }).text;
    const access = createGithubAccess({
      claims: ANY_ACCOUNT,
      github: { apiUrl: github.url, serverUrl: github.gitUrl, personalAccessToken, app: undefined },
      secretKey: undefined,
      database: new MemoryLedger(),
      logger: pino({ level: 'silent' }),
      retryBaseMs: 1,
    });
    const serverUrl = github.gitUrl;
    const mirrors = createRepositoryMirrors({ folder: join(folder, 'mirrors'), serverUrl, access });
    api = await startApiServer({ workflowProposals: createWorkflowProposals({ access, mirrors, serverUrl }) });
    const location = repository.fullName;
    const { id } = await api.organisation.store.registerRepository({
      ciProvider: 'github-actions',
      location,
      name: location,
    });
    address = `${api.origin}/api/orgs/${api.organisation.slug}/repos/${id}/workflow`;
  });
  after(async () => {
    await api.close();
    await github.close();
    await removeFolder();
  });

  const headers = () => ({ Authorization: `Bearer ${api.organisation.token}`, 'Content-Type': 'application/json' });
  const propose = async (body: object) => {
    const response = await fetch(address, { method: 'POST', headers: headers(), body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const preview = async () => WorkflowProposal.parse(await (await fetch(address, { headers: headers() })).json());

  it('is shown before anything is pushed, with what was taken from where', async () => {
    const { path, text, notes, isInstalled } = await preview();
    assert.deepEqual([path, isInstalled], ['.github/workflows/tinybug.yml', false]);
    assert.match(text, /actions\/checkout@[0-9a-f]{40} # v/);
    assert.match(notes.join('\n'), /Taken from the job "test" of \.github\/workflows\/ci\.yml/);
    assert.equal(github.counts.pushes, 0);
  });

  it('is proposed as one pull request, however often and however changed', async () => {
    const first = await propose({});
    assert.equal(first.status, 200, JSON.stringify(first.body));
    const { text } = await preview();
    const again = await propose({ text: text.replace('ubuntu-latest', 'ubuntu-24.04') });
    assert.deepEqual(again.body, first.body);
    const [pull, ...others] = github.pullRequests;
    assert.deepEqual([others.length, pull?.isDraft], [0, false]);
    assert.equal(first.body['url'], `${github.gitUrl}/octo-org/basket/pull/${String(pull?.number)}`);
  });

  it('is refused where Tinybug could not start it', async () => {
    for (const text of ['not: [a workflow', 'name: CI\non: push\njobs: {}\n']) {
      const { status, body } = await propose({ text });
      assert.deepEqual([status, body['code']], [400, 'invalid-request'], text);
    }
  });

  it("is not shown for a folder, nor to another organisation's token", async () => {
    const { store } = api.organisation;
    const folder = await store.registerRepository({ ciProvider: 'local', location: '/projects/a', name: 'a' });
    const ofFolder = address.replace(/[^/]+\/workflow$/, `${folder.id}/workflow`);
    assert.equal((await fetch(ofFolder, { headers: headers() })).status, 400);
    const ofOther = address.replace(`/orgs/${api.organisation.slug}/`, `/orgs/${api.other.slug}/`);
    const stranger = { Authorization: `Bearer ${api.other.token}` };
    assert.equal((await fetch(ofOther, { headers: stranger })).status, 404);
  });
});

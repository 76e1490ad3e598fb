import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyRs256 } from '../../helpers/github/access/json-web-token.ts';
import type { RunRecord } from '../../helpers/github/actions/run-records.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { writeProject } from '../../helpers/github/project-folder.ts';
import type { Repository } from '../../helpers/github/repositories.ts';
import { startGithub } from '../../helpers/github/start-github.ts';

const AUDIENCE = 'https://tinybug.example';

describe('a job on the loopback GitHub', () => {
  let github: LoopbackGitHub;
  let repository: Repository;
  let octokit: Octokit;

  beforeEach(async () => {
    github = await startGithub();
    octokit = new Octokit({
      baseUrl: github.url,
      auth: github.tokens.create({ permissions: { actions: 'write', contents: 'read' } }).text,
    });
  });

  afterEach(() => github.close());

  const place = () => ({ owner: repository.owner, repo: repository.name });

  async function runWorkflow(workflow: string): Promise<RunRecord> {
    const project = await writeProject({ '.github/workflows/ci.yml': workflow });
    repository = await github.createRepository({ name: 'project', folder: project.folder });
    await project.remove();
    await octokit.actions.createWorkflowDispatch({ ...place(), workflow_id: 'ci.yml', ref: 'main' });
    const run = await github.waitFor(() => github.runs[0]);
    return github.waitForRun(run.id);
  }

  it('with id-token: write gets an identity token that the published key set verifies', async () => {
    const run = await runWorkflow(`
on: workflow_dispatch
permissions: { contents: read, id-token: write }
jobs:
  identify:
    runs-on: ubuntu-latest
    steps:
      - run: |
          curl --silent --fail -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
            "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${AUDIENCE}" > answer.json
          cat answer.json
`);
    assert.equal(run.conclusion, 'success', run.jobs[0]!.log.join('\n'));
    const token = /"value":"([^"]+)"/.exec(run.jobs[0]!.log.join('\n'))![1]!;
    const configuration = (await (await fetch(`${github.oidc.issuer}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      jwks_uri: string;
    };
    const { keys } = (await (await fetch(configuration.jwks_uri)).json()) as { keys: JsonWebKey[] };
    const claims = verifyRs256(token, createPublicKey({ key: keys[0]!, format: 'jwk' }))!;
    assert.equal(claims['iss'], configuration.issuer);
    assert.equal(claims['aud'], AUDIENCE);
    assert.equal(claims['sub'], 'repo:octo-org/project:ref:refs/heads/main');
    assert.equal(claims['repository'], 'octo-org/project');
    assert.equal(claims['repository_id'], String(repository.id));
    assert.equal(claims['run_id'], String(run.id));
    assert.equal(claims['job_workflow_ref'], 'octo-org/project/.github/workflows/ci.yml@refs/heads/main');
    assert.equal(Number(claims['exp']) - Number(claims['iat']), 300);
    const forged = github.oidc.forge(run.jobs[0]!, AUDIENCE);
    assert.equal(verifyRs256(forged, createPublicKey({ key: keys[0]!, format: 'jwk' })), undefined);
  });

  it('without id-token: write has no address to ask for an identity token', async () => {
    const run = await runWorkflow(`
on: workflow_dispatch
jobs:
  identify:
    runs-on: ubuntu-latest
    steps:
      - run: echo "address=[$ACTIONS_ID_TOKEN_REQUEST_URL]"
`);
    assert.match(run.jobs[0]!.log.join('\n'), /address=\[\]/);
  });

  it('has a token that may do what the workflow asks for, until the job ends', async () => {
    const run = await runWorkflow(`
on: workflow_dispatch
permissions: { contents: read }
jobs:
  ask:
    runs-on: ubuntu-latest
    env: { GITHUB_TOKEN: '\${{ github.token }}' }
    steps:
      - run: |
          echo "token $GITHUB_TOKEN" | base64 --wrap=0
          for path in contents/.github actions/runs; do
            curl --silent --output /dev/null --write-out "$path %{http_code}\\n" \\
              -H "Authorization: Bearer $GITHUB_TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$path"
          done
`);
    const log = run.jobs[0]!.log.join('\n');
    assert.match(log, /contents\/\.github 200[^]*actions\/runs 403/);
    const text = Buffer.from(/ (\S{20,})contents/.exec(log)?.[1] ?? '', 'base64').toString();
    const token = /^token (ghs_\w+)/.exec(text)?.[1];
    assert.ok(token, log);
    await assert.rejects(new Octokit({ baseUrl: github.url, auth: token }).repos.get(place()), { status: 401 });
  });

  it('has a log in which each step begins with what it runs and by which shell, and ends with what went wrong', async () => {
    const run = await runWorkflow(`
on: workflow_dispatch
env: { COLOUR: blue }
jobs:
  fail:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 1 }
      - name: Say two things
        shell: bash
        run: |
          echo "one $COLOUR"
          echo two
      - run: exit 3
`);
    const lines = run.jobs[0]!.log.map((line) => /^(\S+Z) (.*)$/.exec(line) ?? []);
    assert.deepEqual(
      lines.filter(([, time = '']) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/.test(time)),
      [],
    );
    const texts = lines.map(([, , text]) => text);
    const env = ['env:', '  COLOUR: blue', '##[endgroup]'];
    const checkout = ['##[group]Run actions/checkout@v4', 'with:', '  fetch-depth: 1', ...env];
    const start = texts.indexOf(checkout[0]);
    assert.deepEqual(texts.slice(start, start + checkout.length), checkout);
    const script = ['echo "one $COLOUR"', 'echo two'];
    assert.deepEqual(texts.slice(texts.indexOf(`##[group]Run ${script[0]}`)).slice(0, 15), [
      `##[group]Run ${script[0]}`,
      ...script.map((line) => `\u001B[36;1m${line}\u001B[0m`),
      'shell: /usr/bin/bash --noprofile --norc -e -o pipefail {0}',
      ...env,
      'one blue',
      'two',
      '##[group]Run exit 3',
      '\u001B[36;1mexit 3\u001B[0m',
      'shell: /usr/bin/bash -e {0}',
      ...env,
    ]);
    assert.ok(texts.includes('##[error]Process completed with exit code 3.'), texts.join('\n'));
  });

  it('hands files to a later job as an artifact, which is a zip for everybody else', async () => {
    const run = await runWorkflow(`
on: workflow_dispatch
jobs:
  write:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir -p out/deep && echo one > out/one.txt && echo two > out/deep/two.txt
      - uses: actions/upload-artifact@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        with: { name: report-1, path: out }
  read:
    needs: write
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        with: { pattern: 'report-*', path: reports }
      - run: cat reports/report-1/deep/two.txt
`);
    assert.equal(run.conclusion, 'success', run.jobs.flatMap(({ log }) => log).join('\n'));
    assert.match(run.jobs[1]!.log.join('\n'), / two$/m);
    const { data } = await octokit.actions.listWorkflowRunArtifacts({ ...place(), run_id: run.id });
    const wish = { ...place(), artifact_id: data.artifacts[0]!.id, archive_format: 'zip' };
    const archive = Buffer.from((await octokit.actions.downloadArtifact(wish)).data as ArrayBuffer);
    const folder = await mkdtemp(path.join(tmpdir(), 'tinybug-zip-'));
    await writeFile(path.join(folder, 'report.zip'), archive);
    await execa('python3', ['-m', 'zipfile', '-e', 'report.zip', '.'], { cwd: folder });
    assert.equal(await readFile(path.join(folder, 'deep/two.txt'), 'utf8'), 'two\n');
    await rm(folder, { recursive: true, force: true });
  });

  it('whose artifact is tampered with or lost ends well, and only the zip tells', async () => {
    github.artifacts.tamper(/^cut/, (zip) => zip.subarray(0, 20));
    github.artifacts.tamper(/^lost/, () => undefined);
    const upload = (name: string): string => `
      - uses: actions/upload-artifact@v4
        with: { name: ${name}, path: file.txt, if-no-files-found: error }`;
    const run = await runWorkflow(`
on: workflow_dispatch
jobs:
  write:
    runs-on: ubuntu-latest
    steps:
      - run: echo content > file.txt${upload('cut')}${upload('lost')}
`);
    assert.equal(run.conclusion, 'success', run.jobs[0]!.log.join('\n'));
    const { data } = await octokit.actions.listWorkflowRunArtifacts({ ...place(), run_id: run.id });
    assert.deepEqual(
      data.artifacts.map(({ name, size_in_bytes: size }) => [name, size]),
      [['cut', 20]],
    );
  });

  it('leaves logs behind a link that works for one minute and for nobody who sends a token along', async () => {
    const run = await runWorkflow(`
on: workflow_dispatch
jobs: { test: { runs-on: ubuntu-latest, steps: [{ run: echo hello }] } }
`);
    const { url } = octokit.actions.downloadJobLogsForWorkflowRun.endpoint({ ...place(), job_id: run.jobs[0]!.id });
    const { text } = github.tokens.create({ permissions: { actions: 'read' } });
    const redirected = await fetch(url, { redirect: 'manual', headers: { authorization: `Bearer ${text}` } });
    assert.equal(redirected.status, 302);
    const link = redirected.headers.get('location')!;
    assert.match(await (await fetch(link)).text(), /hello/);
    assert.equal((await fetch(link, { headers: { authorization: `Bearer ${text}` } })).status, 400);
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { planBranch } from '../../../service/ci/github-actions/branch-names.ts';
import { WORKFLOW_PATH } from '../../../service/ci/github-actions/sharded/workflow-path.ts';
import { createCiTokenVerifier } from '../../../service/routes/ingest/ci-identity.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import { type ApiServer, startApiServer } from '../../helpers/api-server.ts';
import { recordListener, type ListenerRecording } from '../../helpers/ci-job.ts';

const AUDIENCE = 'https://tinybug.example';
const NOTICE: RunnerRecord = { type: 'notice', message: 'Hello.' };

describe('Records that a CI job sends while it runs', () => {
  let api: ApiServer;
  let keyServer: Server;
  let issuer: string;
  let privateKey: CryptoKey;
  let listener: ListenerRecording;

  before(async () => {
    const pair = await generateKeyPair('RS256');
    privateKey = pair.privateKey;
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256' }] });
    keyServer = createServer((_request, response) => response.end(keys));
    await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}`;
    listener = recordListener();
    api = await startApiServer({ ingest: { listener, verifyCiToken: createCiTokenVerifier(AUDIENCE, issuer) } });
  });
  after(async () => {
    await api.close();
    keyServer.close();
  });

  /** A job that runs, with the claims that GitHub makes for it. */
  async function startJob(): Promise<{ jobId: string; claims: JWTPayload }> {
    const { store } = api.organisation;
    const location = `robinhood/${randomUUID()}`;
    const repository = await store.registerRepository({ ciProvider: 'github-actions', location, name: location });
    const { run } = await store.createRun({ repositoryId: repository.id, settings: {} }, undefined);
    const jobId = randomUUID();
    const branch = planBranch(run.id, jobId);
    await store.saveJob({ jobId, runId: run.id, shardIndex: 0, workflowId: 'workflow' });
    await store.updateJob(jobId, {
      handle: {
        ...{ strategy: 'sharded', organisationId: store.organisationId, runId: run.id, repository: location },
        ...{ repositoryId: 42, branch, commit: 'c0ffee', dispatchedAt: 0, ciRunId: 7 },
      },
    });
    const ref = `refs/heads/${branch}`;
    const claims = {
      ...{ repository: location, repository_id: '42', ref, run_id: '7', sha: 'c0ffee' },
      job_workflow_ref: `${location}/${WORKFLOW_PATH}@${ref}`,
    };
    return { jobId, claims };
  }

  const sign = (claims: JWTPayload, { audience = AUDIENCE, expires = '5m', key = privateKey } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);

  const send = async (jobId: string, token: string, body = `${JSON.stringify(NOTICE)}\n`): Promise<number> => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-ndjson' };
    return (await fetch(`${api.origin}/api/ingest/jobs/${jobId}`, { method: 'POST', headers, body })).status;
  };

  it('are handed on in their order', async () => {
    const { jobId, claims } = await startJob();
    const records: RunnerRecord[] = [NOTICE, { type: 'collected', tests: 3 }];
    const body = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    assert.equal(await send(jobId, await sign(claims), body), 204);
    assert.deepEqual(listener.records.get(jobId), records);
  });

  it('are refused without a token that GitHub made for this service and this hour', async () => {
    const { jobId, claims } = await startJob();
    const { privateKey: otherKey } = await generateKeyPair('RS256');
    const tokens = [
      'nonsense',
      await sign(claims, { audience: 'https://other.example' }),
      await sign(claims, { expires: '-5m' }),
      await sign(claims, { key: otherKey }),
      await sign({ repository: claims['repository'] }),
    ];
    for (const token of tokens) assert.equal(await send(jobId, token), 401);
    assert.equal(listener.records.get(jobId), undefined);
  });

  it('are refused from any other job, as if the job were not there', async () => {
    const { jobId, claims } = await startJob();
    const ref = 'refs/heads/main';
    const others: JWTPayload[] = [
      { repository: 'mallory/fork' },
      { repository_id: '43' },
      { ref },
      { run_id: '8' },
      { sha: 'decade' },
      { job_workflow_ref: String(claims['job_workflow_ref']).replace('tinybug.yml', 'other.yml') },
    ];
    for (const other of others) assert.equal(await send(jobId, await sign({ ...claims, ...other })), 404);
    assert.equal(await send(randomUUID(), await sign(claims)), 404);
    await api.organisation.store.updateJob(jobId, { outcome: 'finished' });
    assert.equal(await send(jobId, await sign(claims)), 404, 'the job has ended');
    assert.equal(listener.records.get(jobId), undefined);
  });

  it('are refused where they are none', async () => {
    const { jobId, claims } = await startJob();
    assert.equal(await send(jobId, await sign(claims), '{"type":"nonsense"}\n'), 400);
    assert.equal(await send(jobId, await sign(claims), 'x'.repeat(5 * 1024 * 1024)), 413);
  });
});

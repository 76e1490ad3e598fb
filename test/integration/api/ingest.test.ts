import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { planBranch } from '../../../service/ci/github-actions/branch-names.ts';
import { createShardTokens, type ShardClaim } from '../../../service/ci/github-actions/sharded/shard-token.ts';
import { WORKFLOW_PATH } from '../../../service/ci/github-actions/sharded/workflow-path.ts';
import { createCiTokenVerifier } from '../../../service/routes/ingest/ci-identity.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import { type ApiServer, startApiServer } from '../../helpers/api-server.ts';
import { recordListener, type ListenerRecording } from '../../helpers/ci-job.ts';

const AUDIENCE = 'https://tinybug.example';
const SECRET_KEY = randomBytes(32);
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
    const verifyCiToken = createCiTokenVerifier(AUDIENCE, issuer);
    const shardTokens = createShardTokens({ secretKey: SECRET_KEY, audience: AUDIENCE, now: Date.now });
    api = await startApiServer({ ingest: { listener, verifyCiToken, shardTokens } });
  });
  after(async () => {
    await api.close();
    keyServer.close();
  });

  /** A job that runs, with the claims that GitHub makes for it. */
  async function startJob(): Promise<{ jobId: string; claims: JWTPayload; claim: ShardClaim }> {
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
    const claim = { organisationId: store.organisationId, runId: run.id, jobId, shardIndex: 0 };
    return { jobId, claims, claim };
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

  describe('by a token of the shard', () => {
    const HOUR = 3_600_000;
    const issue = (claim: ShardClaim, { lifetimeMs = HOUR, secretKey = SECRET_KEY, audience = AUDIENCE } = {}) =>
      createShardTokens({ secretKey, audience, now: Date.now }).issue(claim, lifetimeMs);

    it('are handed on as what the report has yet to confirm, however often they are sent', async () => {
      const { jobId, claim } = await startJob();
      const token = await issue(claim);
      for (let times = 0; times < 2; times += 1) assert.equal(await send(jobId, token), 204);
      assert.deepEqual(listener.records.get(jobId), [NOTICE, NOTICE]);
      assert.deepEqual(listener.trusts.get(jobId), ['provisional', 'provisional']);
    });

    it('are final where GitHub vouches for the job', async () => {
      const { jobId, claims } = await startJob();
      await send(jobId, await sign(claims));
      assert.deepEqual(listener.trusts.get(jobId), ['final']);
    });

    it('are refused where the token has run out, was changed, is for another service or of another key', async () => {
      const { jobId, claim } = await startJob();
      const good = await issue(claim);
      const [head = '', , signature = ''] = good.split('.');
      const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = { ...claim, iss: 'tinybug', aud: AUDIENCE, iat: 0, exp: 9_999_999_999 };
      const tokens = [
        await issue(claim, { lifetimeMs: -HOUR }),
        await issue(claim, { audience: 'https://other.example' }),
        await issue(claim, { secretKey: randomBytes(32) }),
        `${head}.${encode(claims)}.${signature}`,
        `${encode({ alg: 'none' })}.${encode(claims)}.`,
        // Whoever has the secret for another purpose has not the key for this one.
        await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(SECRET_KEY),
      ];
      for (const token of tokens) assert.equal(await send(jobId, token), 401);
      assert.equal(listener.records.get(jobId), undefined);
    });

    it('are refused from another job, shard, run or organisation, as if the job were not there', async () => {
      const { jobId, claim } = await startJob();
      const other = await startJob();
      const others: ShardClaim[] = [
        other.claim,
        { ...claim, jobId: other.jobId },
        { ...claim, runId: other.claim.runId },
        { ...claim, organisationId: api.other.store.organisationId },
        { ...claim, shardIndex: 1 },
        { ...claim, shardIndex: undefined },
      ];
      for (const foreign of others) assert.equal(await send(jobId, await issue(foreign)), 404);
      assert.equal(await send(other.jobId, await issue(claim)), 404);
      assert.equal(await send(randomUUID(), await issue(claim)), 404);
      assert.equal(listener.records.get(jobId), undefined);
    });

    it('are refused once the job has ended', async () => {
      const { jobId, claim } = await startJob();
      const token = await issue(claim);
      await api.organisation.store.updateJob(jobId, { outcome: 'finished' });
      assert.equal(await send(jobId, token), 404);
    });

    it('are refused by a service that has no key to sign with', async () => {
      const { jobId, claim } = await startJob();
      const verifyCiToken = createCiTokenVerifier(AUDIENCE, issuer);
      const keyless = await startApiServer({ database: api.database, ingest: { listener, verifyCiToken } });
      const headers = { Authorization: `Bearer ${await issue(claim)}` };
      const address = `${keyless.origin}/api/ingest/jobs/${jobId}`;
      assert.equal((await fetch(address, { method: 'POST', headers, body: '{}' })).status, 401);
      await keyless.close();
    });
  });
});

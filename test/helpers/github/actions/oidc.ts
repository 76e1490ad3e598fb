import { generateKeyPairSync, type KeyPairKeyObjectResult, randomUUID } from 'node:crypto';
import { signRs256 } from '../access/json-web-token.ts';
import type { Clock } from '../clock.ts';
import type { JobRecord } from './run-records.ts';

const LIFETIME_S = 300;
const KEY_ID = 'loopback-1';

export interface OidcIssuer {
  readonly issuer: string;
  readonly configuration: object;
  readonly keySet: object;
  /** A token as a job gets it; a test may override claims, or sign with a key that is not in the set. */
  issue(job: JobRecord, audience: string, overrides?: Readonly<Record<string, unknown>>): string;
  forge(job: JobRecord, audience: string): string;
}

/** Made when the first token is: keys take their time, and few tests want one. */
const keyPairs = new Map<'own' | 'stranger', KeyPairKeyObjectResult>();

function keyPair(whose: 'own' | 'stranger'): KeyPairKeyObjectResult {
  const pair = keyPairs.get(whose) ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  keyPairs.set(whose, pair);
  return pair;
}

/** Identity tokens of jobs, with GitHub's claims and a key set of the loopback's own. */
export function createOidcIssuer(issuer: string, clock: Clock): OidcIssuer {
  const claimsFor = (job: JobRecord, audience: string): Record<string, unknown> => {
    const now = Math.floor(clock() / 1000);
    const times = { iat: now, nbf: now - 5, exp: now + LIFETIME_S };
    return { jti: randomUUID(), iss: issuer, aud: audience, ...times, ...describeJob(job) };
  };
  return {
    issuer,
    configuration: {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    },
    get keySet() {
      return {
        keys: [{ ...keyPair('own').publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }],
      };
    },
    issue: (job, audience, overrides = {}) =>
      signRs256({ ...claimsFor(job, audience), ...overrides }, keyPair('own').privateKey, KEY_ID),
    forge: (job, audience) => signRs256(claimsFor(job, audience), keyPair('stranger').privateKey, KEY_ID),
  };
}

function describeJob({ run }: JobRecord): Record<string, string> {
  const { repository, workflow } = run;
  const context = run.event === 'pull_request' ? 'pull_request' : `ref:${run.ref}`;
  return {
    sub: `repo:${repository.fullName}:${context}`,
    ref: run.ref,
    ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha: run.sha,
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: '1',
    repository_visibility: repository.isPrivate ? 'private' : 'public',
    run_id: String(run.id),
    run_number: String(run.runNumber),
    run_attempt: '1',
    actor: run.actor,
    actor_id: '1',
    event_name: run.event,
    head_ref: run.event === 'pull_request' ? run.headBranch : '',
    base_ref: run.baseBranch ?? '',
    workflow: run.file.name,
    workflow_ref: `${repository.fullName}/${workflow.path}@${run.ref}`,
    workflow_sha: run.sha,
    job_workflow_ref: `${repository.fullName}/${workflow.path}@${run.ref}`,
    job_workflow_sha: run.sha,
    runner_environment: 'github-hosted',
  };
}

import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';

/**
 * What GitHub vouches for in the token of a CI job.
 * Source: https://docs.github.com/en/actions/reference/security/oidc
 */
const CiIdentity = z.object({
  /** `owner/name`, which can pass to another repository. */
  repository: z.string(),
  /** Which cannot. */
  repository_id: z.string(),
  /** Such as `refs/heads/main`. */
  ref: z.string(),
  run_id: z.string(),
  /** The commit of the ref when the run began. */
  sha: z.string(),
  /** The workflow file that the job is defined in, with the ref it was taken from. */
  job_workflow_ref: z.string(),
});
export type CiIdentity = z.infer<typeof CiIdentity>;

/** Checks signature, issuer, audience and expiry of a job's token. */
export type VerifyCiToken = (token: string) => Promise<CiIdentity>;

/** Clocks of two machines. */
const TOLERANCE_SECONDS = 30;

/**
 * @param issuer Such as `https://token.actions.githubusercontent.com`; its keys are fetched from there.
 * @param audience The service's own address, which a job names when it asks for its token
 * @returns a check that throws TinybugError `unauthorized`
 */
export function createCiTokenVerifier(audience: string, issuer: string): VerifyCiToken {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`));
  return async (token) => {
    try {
      const options = { issuer, audience, clockTolerance: TOLERANCE_SECONDS, algorithms: ['RS256'] };
      const { payload } = await jwtVerify(token, keys, { ...options, requiredClaims: ['exp', 'iat'] });
      return CiIdentity.parse(payload);
    } catch (error) {
      if (!(error instanceof errors.JOSEError || error instanceof z.ZodError)) throw error;
      throw new TinybugError('unauthorized', `The token is not one of a CI job for this service: ${describe(error)}`, {
        cause: error,
      });
    }
  };
}

const describe = (error: Error): string =>
  error instanceof z.ZodError ? 'a claim is missing.' : error.message.slice(0, 200);

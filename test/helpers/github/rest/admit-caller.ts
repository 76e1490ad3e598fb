import { OPERATION_ACCESS } from '../access/operation-access.ts';
import { RateLimit, type RateLimitOptions } from '../access/rate-limits.ts';
import { canSee, hasPermission, type Token } from '../access/tokens.ts';
import type { Clock } from '../clock.ts';
import type { OperationId } from '../contract/operations.ts';
import type { Repository } from '../repositories.ts';
import type { World } from '../world.ts';
import { RestError } from './rest-error.ts';

export interface Admission {
  /** `undefined` for the App itself. */
  readonly token: Token | undefined;
  readonly repository: Repository | undefined;
}

export interface LimitsByCaller {
  readonly options: RateLimitOptions;
  readonly limits: Map<string, RateLimit>;
}

/** Who calls, and whether they may: 401 without a right token, 404 for what it may not see, 403 for what it may not do. */
export function admitCaller(
  world: World,
  operationId: OperationId,
  parameters: Readonly<Record<string, unknown>>,
  authorization: string | undefined,
): Admission {
  const access = OPERATION_ACCESS[operationId];
  const secret = /^(?:bearer|token) (.+)$/i.exec(authorization ?? '')?.[1];
  if (secret === undefined) throw new RestError(401, 'Requires authentication');
  const { owner, repo } = parameters;
  const named =
    typeof owner === 'string' && typeof repo === 'string' ? world.repositories.find(owner, repo) : undefined;
  if (access.caller === 'app') {
    const refusal = world.app.refusal(secret);
    if (refusal !== undefined) throw new RestError(401, refusal);
    return { token: undefined, repository: named };
  }
  const token = world.tokens.find(secret);
  if (token === undefined) throw new RestError(401, 'Bad credentials');
  const repository = named !== undefined && canSee(token, named) ? named : undefined;
  if (typeof repo === 'string' && repository === undefined) throw RestError.notFound();
  if (access.caller === 'installation' && token.kind === 'personal')
    throw new RestError(403, 'You must authenticate via a GitHub App.');
  if (access.permission !== undefined && !hasPermission(token, ...access.permission)) {
    const message = `Resource not accessible by ${token.kind === 'personal' ? 'personal access token' : 'integration'}`;
    throw new RestError(403, message, { 'x-accepted-github-permissions': access.permission.join('=') });
  }
  return { token, repository };
}

/** All tokens of an installation share one limit, as all of a person do. */
export function findLimit({ options, limits }: LimitsByCaller, { token }: Admission, clock: Clock): RateLimit {
  const key =
    token === undefined ? 'app' : token.kind === 'installation' ? 'installation' : `${token.kind} ${token.login}`;
  const limit = limits.get(key) ?? new RateLimit(clock, options);
  limits.set(key, limit);
  return limit;
}

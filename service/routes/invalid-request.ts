import type { z } from 'zod';
import { TinybugError } from '../../shared/error-code.ts';
import type { ProblemDocument } from '../../shared/api.ts';

type Issues = NonNullable<ProblemDocument['issues']>;

/** A request that does not match the table of operations, with what is wrong where. */
export class InvalidRequestError extends TinybugError {
  readonly issues: Issues;

  constructor(detail: string, issues: Issues) {
    super('invalid-request', detail);
    this.name = 'InvalidRequestError';
    this.issues = issues;
  }
}

/**
 * Parses a part of a request.
 *
 * @throws InvalidRequestError with the path of each issue below the part's name, such as `body.repositoryId`
 */
export function parseRequestPart<Schema extends z.ZodType>(
  part: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    path: [part, ...issue.path].join('.'),
    message: issue.message,
  }));
  throw new InvalidRequestError(issues.map(({ path, message }) => `${path}: ${message}`).join('\n'), issues);
}

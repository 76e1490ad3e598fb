import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The key that opens the page of one run, or, without a run, all pages of an organisation. It opens reading and nothing else,
 * and is good until the secret changes.
 */
export function pageKey(secret: string, org: string, runId?: string): string {
  const subject = runId === undefined ? ['organisation', org] : ['run', org, runId];
  return createHmac('sha256', secret).update(subject.join('\0')).digest('base64url');
}

/** Compares in constant time, so that a key cannot be found out character by character. */
export function isPageKey(candidate: string, secret: string, org: string, runId?: string): boolean {
  const expected = Buffer.from(pageKey(secret, org, runId));
  const given = Buffer.from(candidate);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export const runPagePath = (org: string, runId: string): string => `/orgs/${org}/results/${runId}`;
export const reachPagePath = (org: string, runId: string): string => `${runPagePath(org, runId)}/reach`;
export const organisationPagePath = (org: string): string => `/orgs/${org}`;

/** The link to give to a person, without scheme and host: it opens the run's page in any browser. */
export const runPageLink = (secret: string, org: string, runId: string): string =>
  `${runPagePath(org, runId)}?key=${pageKey(secret, org, runId)}`;

export function runPageAddress(origin: string, secret: string, org: string, runId: string): string {
  return `${origin}${runPageLink(secret, org, runId)}`;
}

/** The same for the organisation's list of runs, and through it for each of their pages. */
export function organisationPageAddress(origin: string, secret: string, org: string): string {
  return `${origin}${organisationPagePath(org)}?key=${pageKey(secret, org)}`;
}

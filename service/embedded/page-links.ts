import { createHmac } from 'node:crypto';
import { organisationPageAddress, runPageAddress } from '../pages/page-key.ts';

/** The one organisation of the embedded set-up. */
export const EMBEDDED_ORGANISATION = 'local';

/** What signs the links to pages; whoever may read the token may make links, so that links outlive the service. */
export const accessKeySecretOf = (token: string): string =>
  createHmac('sha256', token).update('links to pages').digest('hex');

export const embeddedRunPage = (url: string, token: string, runId: string): string =>
  runPageAddress(url, accessKeySecretOf(token), EMBEDDED_ORGANISATION, runId);

export const embeddedOverviewPage = (url: string, token: string): string =>
  organisationPageAddress(url, accessKeySecretOf(token), EMBEDDED_ORGANISATION);

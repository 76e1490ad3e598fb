import { isSafe } from '../signing-in/authorization-server.ts';

/** What stands between a person and a hosted run. */
export type ServiceState = 'ready' | 'signedOut' | 'noRemote';

interface Known {
  /** As the settings have it; empty for the service of this machine. */
  readonly serviceUrl: string;
  readonly findToken: () => Promise<string | undefined>;
  /** How many remotes each project has; only asked where it matters. */
  readonly countRemotes: () => Promise<readonly number[]>;
}

export async function findServiceState({ serviceUrl, findToken, countRemotes }: Known): Promise<ServiceState> {
  if (!URL.canParse(serviceUrl)) return 'ready';
  if ((await findToken()) === undefined) return 'signedOut';
  // A service on this machine reads folders.
  if (isSafe(serviceUrl) && new URL(serviceUrl).protocol === 'http:') return 'ready';
  const counts = await countRemotes();
  return counts.length > 0 && counts.every((count) => count === 0) ? 'noRemote' : 'ready';
}

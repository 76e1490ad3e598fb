/** A remote of git whose address names a repository as `owner/name` does. */
export interface Remote {
  readonly name: string;
  /** Of the server, with the port where the address has one; an ssh alias has no dot. */
  readonly host: string;
  /** `owner/name`. */
  readonly fullName: string;
}

/** As ssh takes it, `user@host:path`; a letter and a colon alone are a drive of Windows. */
const SCP = /^(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\/\/)(.+)$/;
const FULL_NAME = /^\/*([A-Za-z0-9_][\w.-]*)\/([\w.-]+?)(?:\.git)?\/*$/;
const PROTOCOLS = new Set(['https:', 'http:', 'ssh:', 'git+ssh:', 'git:']);

/** Undefined for what is no repository of a server, such as a folder. */
export function parseRemote(name: string, address: string): Remote | undefined {
  const { host, path } = URL.canParse(address) && address.includes('://') ? splitUrl(address) : splitScp(address);
  const [, owner, repository] = FULL_NAME.exec(path) ?? [];
  if (host === '' || owner === undefined || repository === undefined) return undefined;
  return { name, host: host.toLowerCase(), fullName: `${owner}/${repository}` };
}

function splitUrl(address: string): { host: string; path: string } {
  const url = new URL(address);
  if (!PROTOCOLS.has(url.protocol)) return { host: '', path: '' };
  // The port of ssh says nothing about the server's web address.
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return { host: isWeb ? url.host : url.hostname, path: url.pathname };
}

function splitScp(address: string): { host: string; path: string } {
  const [, host = '', path = ''] = SCP.exec(address) ?? [];
  return { host, path };
}

/** Whether a remote is on the server that holds the service's repositories. A name without a dot is an alias of ssh's own settings. */
export function isOnServer({ host }: Remote, server: string): boolean {
  const wanted = server.toLowerCase();
  return host === wanted || host === `ssh.${wanted}` || host === `www.${wanted}` || !/[.:]/.test(host);
}

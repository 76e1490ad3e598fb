import { createApiClient, type ApiClient } from '../../shared/api-client.ts';
import type { ServiceAddress } from '../../shared/service-address.ts';

/** A service that has answered. */
export interface ServiceConnection {
  readonly client: ApiClient;
  readonly organisation: string;
  readonly url: string;
  /** `folder`: what is on this machine, which the service reads. `repository`: what is at a server of git, and a patch. */
  readonly measures: 'folder' | 'repository';
  /** The server of the repositories, such as `github.com`. */
  readonly repositoryHost?: string | undefined;
}

/** A service on this machine that ends with the editor, or one that somebody else runs. */
export interface LocalService {
  readonly address: ServiceAddress;
  stop(): void;
}

export interface ServiceLink {
  /**
   * The service to talk to; one on this machine is started if need be.
   *
   * @throws TinybugError `service-unreachable`, `unauthorized`
   */
  connect(signal: AbortSignal): Promise<ServiceConnection>;
  /** The one that answered last, where there is one: nothing is started for it. */
  readonly present: ServiceConnection | undefined;
  /** What was known of the service no longer holds. */
  reset(): void;
  dispose(): void;
}

interface LinkOptions {
  /** The service that the settings name, if they do. */
  readonly readConfigured: () => Promise<ServiceAddress | undefined>;
  readonly startLocal: (signal: AbortSignal) => Promise<LocalService>;
  readonly fetch: typeof fetch;
}

const ANSWER_TIMEOUT_MS = 5_000;

export function createServiceLink({ readConfigured, startLocal, fetch }: LinkOptions): ServiceLink {
  let local: LocalService | undefined;
  let present: ServiceConnection | undefined;
  let starting: Promise<LocalService> | undefined;
  const ending = new AbortController();

  // Of who is signed in it is renewed from time to time; another service never gets it.
  const presentToken = async ({ url, token }: ServiceAddress): Promise<string> => {
    const configured = local?.address.url === url ? undefined : await readConfigured();
    return configured?.url === url ? configured.token : token;
  };
  const connectTo = async (address: ServiceAddress, signal: AbortSignal): Promise<ServiceConnection> => {
    const client = createApiClient({ baseUrl: address.url, token: () => presentToken(address), fetch });
    const answering = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const { environment, repositoryHost } = await client.call('showService', { signal: answering });
    // Only the service of one's own machine, whose environment is called so, reads folders.
    const measures = environment === 'dev' ? 'folder' : 'repository';
    present = { client, organisation: address.organisation, url: address.url, measures, repositoryHost };
    return present;
  };
  const forgetLocal = (): void => {
    local?.stop();
    local = undefined;
    present = undefined;
  };
  // Several may ask at once for the service that is started once; whoever gives up waiting does not end it for the others.
  const obtainLocal = (): Promise<LocalService> => {
    starting ??= startLocal(ending.signal).finally(() => {
      starting = undefined;
    });
    return starting;
  };
  return {
    get present() {
      return present;
    },
    async connect(signal) {
      const configured = await readConfigured();
      if (configured) return connectTo(configured, signal);
      if (local) {
        try {
          return await connectTo(local.address, signal);
        } catch {
          signal.throwIfAborted();
          forgetLocal();
        }
      }
      local = await unlessAborted(obtainLocal(), signal);
      return connectTo(local.address, signal);
    },
    reset: forgetLocal,
    dispose() {
      ending.abort();
      forgetLocal();
    },
  };
}

function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

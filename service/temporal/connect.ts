import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { TinybugError } from '../../shared/error-code.ts';

/** A Temporal server and how to get in; serves client and worker alike. */
export interface TemporalTarget {
  readonly namespace: string;
  readonly connection: NativeConnectionOptions & { readonly address: string };
}

/** What the configuration says about a Temporal server that is there already. */
export interface HostedTemporal {
  readonly address: string;
  readonly namespace: string;
  /** PEM texts. */
  readonly mtls: { readonly certificate: string; readonly key: string } | undefined;
}

export const localTarget = (address: string, namespace: string): TemporalTarget => ({
  namespace,
  connection: { address },
});

/** Adds what Temporal's own variables and configuration file say (API key, TLS, metadata) to Tinybug's configuration, which wins. */
export function hostedTarget(
  { address, namespace, mtls }: HostedTemporal,
  environment: Readonly<Record<string, string | undefined>>,
): TemporalTarget {
  const connectionOptions = loadConnection(environment);
  const tls = mtls && { clientCertPair: { crt: Buffer.from(mtls.certificate), key: Buffer.from(mtls.key) } };
  return { namespace, connection: { ...connectionOptions, ...(tls && { tls }), address } };
}

/** The library throws plain errors at a file that is not as it expects, an empty one included. */
function loadConnection(environment: Readonly<Record<string, string | undefined>>) {
  try {
    return loadClientConnectConfig({ overrideEnvVars: withoutAbsent(environment) }).connectionOptions;
  } catch (error) {
    const file = environment['TEMPORAL_CONFIG_FILE'] ?? 'the temporal.toml of this user';
    const reason = error instanceof Error ? error.message : String(error);
    throw new TinybugError('temporal-unavailable', `The settings of Temporal in ${file} cannot be used: ${reason}`, {
      cause: error,
    });
  }
}

/** @throws TinybugError `temporal-unavailable` */
export async function connectTemporal({
  connection: options,
  namespace,
}: TemporalTarget): Promise<{ client: Client; close: () => Promise<void> }> {
  const connection = await Connection.connect(options).catch((error: unknown) => {
    throw new TinybugError('temporal-unavailable', `The Temporal server at ${options.address} does not answer.`, {
      cause: error,
    });
  });
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}

const withoutAbsent = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));

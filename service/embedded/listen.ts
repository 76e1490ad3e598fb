import { createServer, type RequestListener } from 'node:http';
import { TinybugError } from '../../shared/error-code.ts';

export interface Listening {
  readonly url: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback only.
 *
 * @param port 0 for any free one
 * @throws TinybugError `port-in-use`
 */
export async function listenOnLoopback(port: number, respond: RequestListener): Promise<Listening> {
  const server = createServer(respond);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((error: unknown) => {
    throw isRefusedPort(error)
      ? new TinybugError('port-in-use', `Port ${port} of 127.0.0.1 cannot be had.`, { cause: error })
      : error;
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const isRefusedPort = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

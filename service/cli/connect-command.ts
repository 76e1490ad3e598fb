import { ExitCode } from '../../shared/error-code.ts';
import { ServiceAddress } from '../../shared/service-address.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { CommandContext } from './command-context.ts';
import { listenForInterruption, whenAborted } from './interruption.ts';
import { connectService } from './service-connection.ts';

/**
 * `tinybug connect`: the service of the data folder, started if it does not run yet, for a program that keeps this one as its
 * child. A service of our own stays until that program closes our standard input, or is gone.
 */
export async function connect(context: CommandContext): Promise<ExitCode> {
  const interruption = listenForInterruption();
  const inputEnded = new AbortController();
  process.stdin.on('close', () => inputEnded.abort()).resume();
  const ended = Promise.race([whenAborted(interruption.signal), whenAborted(inputEnded.signal)]);
  try {
    const connection = await connectService(context, {
      service: undefined,
      onProgress: context.progress.printLine,
      abortSignal: AbortSignal.any([interruption.signal, inputEnded.signal]),
    });
    try {
      const { url, token } = connection;
      const address: ServiceAddress = { url, token, organisation: EMBEDDED_ORGANISATION };
      context.result.printLine(JSON.stringify(ServiceAddress.parse(address)));
      if (connection.own) await Promise.race([ended, connection.failed]);
    } finally {
      await connection.close();
    }
    return ExitCode.Success;
  } catch (error) {
    if (interruption.signal.aborted || inputEnded.signal.aborted) return ExitCode.Cancelled;
    throw error;
  } finally {
    process.stdin.pause();
    interruption.stopListening();
  }
}

import { ExitCode, TinybugError } from '../../shared/error-code.ts';
import type { CommandContext } from './command-context.ts';
import { listenForInterruption, whenAborted } from './interruption.ts';
import type { ServiceOptions } from './program.ts';
import { connectService, type ServiceConnection } from './service-connection.ts';

/** Asks a service something, and ends it again where it was started for that. */
export async function withService(
  context: CommandContext,
  options: ServiceOptions,
  ask: (connection: ServiceConnection) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interruption = listenForInterruption();
  const { signal } = interruption;
  try {
    const connection = await connectService(context, {
      service: options.service,
      onProgress: context.progress.printLine,
      abortSignal: signal,
    });
    try {
      return await Promise.race([
        ask(connection),
        connection.failed,
        whenAborted(signal).then(() => ExitCode.Cancelled),
      ]);
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (signal.aborted && !(error instanceof TinybugError)) return ExitCode.Cancelled;
    throw error;
  } finally {
    interruption.stopListening();
  }
}

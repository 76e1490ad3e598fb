import { ExitCode } from '../../shared/error-code.ts';
import { DEFAULT_PORT } from '../embedded/default-port.ts';
import { embeddedOverviewPage } from '../embedded/page-links.ts';
import { createStartupTrace } from '../embedded/startup-trace.ts';
import type { CommandContext } from './command-context.ts';
import { countOf } from './describe-event.ts';
import { listenForInterruption, unlessAbandoned, whenAborted } from './interruption.ts';
import type { ServeOptions } from './program.ts';

/** `tinybug serve`: the embedded service until Ctrl-C. */
export async function serve(options: ServeOptions, context: CommandContext): Promise<ExitCode> {
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const { result, progress, configuration, environment, packageRoot } = context;
  try {
    const { startEmbedded } = await import('../embedded/start-embedded.ts');
    const starting = startEmbedded({
      configuration,
      environment,
      packageRoot,
      port: options.port ?? DEFAULT_PORT,
      onProgress: progress.printLine,
      trace: createStartupTrace(environment),
      abortSignal: signal,
    });
    const service = await unlessAbandoned(starting, signal);
    try {
      result.printLine(`Tinybug listens at ${service.url}; Ctrl-C ends it.`);
      result.printLine(`Pages: ${embeddedOverviewPage(service.url, service.token)}`);
      if (service.resumedRuns > 0)
        result.printLine(`${countOf(service.resumedRuns, 'unfinished run')} taken up again.`);
      await Promise.race([whenAborted(signal), service.failed]);
    } finally {
      await service.stop();
    }
    return ExitCode.Success;
  } catch (error) {
    if (signal.aborted) return ExitCode.Cancelled;
    throw error;
  } finally {
    interruption.stopListening();
  }
}

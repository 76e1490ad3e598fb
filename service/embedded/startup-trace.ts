/** With TINYBUG_TRACE_STARTUP=1, prints when each step of the start was done, seconds since the process began. */
export type StartupTrace = (step: string) => void;

export function createStartupTrace(environment: Readonly<Record<string, string | undefined>>): StartupTrace {
  if (environment['TINYBUG_TRACE_STARTUP'] !== '1') return () => undefined;
  return (step) => {
    process.stderr.write(`[${(performance.now() / 1_000).toFixed(3).padStart(7)} s] ${step}\n`);
  };
}

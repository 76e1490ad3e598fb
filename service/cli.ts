import { runCommandLine } from './cli/run-command-line.ts';

/** A reader that has enough, such as `head`, closes the pipe: that is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  output: process.stdout,
  messages: process.stderr,
});

// What is written to a pipe may still be on its way; native code that Temporal leaves behind must not keep the process.
process.stdout.write('', () => process.exit(exitCode));

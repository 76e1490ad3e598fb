import type { OutputStream } from './screen.ts';
import type { RunDisplay } from './run-display.ts';

/** For programs: every event as one line of JSON; what else there is to say goes to the other stream. */
export function createJsonDisplay(output: OutputStream, messages: OutputStream): RunDisplay {
  return {
    showStep: (line) => {
      messages.write(`${line}\n`);
    },
    showEvent: (event) => {
      output.write(`${JSON.stringify(event)}\n`);
    },
    end: () => undefined,
  };
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { TinybugError } from '../../shared/error-code.ts';
import { ServiceAddress } from '../../shared/service-address.ts';
import type { TinybugCommand } from './find-tinybug-command.ts';
import type { LocalService } from './service-link.ts';

interface StartOptions {
  readonly command: TinybugCommand;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gets what the service says while it starts. */
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What an editor sets for its own processes and would change how others behave. */
const EDITORS_OWN = ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'VSCODE_INSPECTOR_OPTIONS'];
const LINES_SHOWN = 6;

/**
 * Finds the service of this machine or starts it: `tinybug connect` does either, says where it is, and stays while its standard
 * input is open. So nothing is left running when the editor is gone, however it went.
 *
 * @throws TinybugError `service-unreachable`, with what the program said last
 */
export function startLocalService({ command, environment, onProgress, signal }: StartOptions): Promise<LocalService> {
  const [program, ...args] = command;
  const environmentWithoutEditor = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !EDITORS_OWN.includes(name)),
  );
  const child = spawn(program, [...args, 'connect'], {
    env: environmentWithoutEditor,
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.splice(0, said.length - LINES_SHOWN + 1);
    said.push(line);
    onProgress(line);
  });
  // The program may be gone before it has read anything.
  child.stdin.on('error', () => undefined);
  const stop = () => child.stdin.end();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<LocalService>((resolve, reject) => {
    const fail = (what: string) => {
      const detail = [what, ...said].join('\n');
      reject(new TinybugError('service-unreachable', detail));
    };
    child.on('error', (error) => fail(`${command.join(' ')} could not be started: ${error.message}`));
    child.on('exit', (code) => fail(`${command.join(' ')} ended with ${code ?? 'a signal'}.`));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const address = ServiceAddress.safeParse(parseJson(line));
      if (address.success) {
        resolve({ address: address.data, stop });
        return;
      }
      stop();
      fail(`${command.join(' ')} is not the Tinybug that this extension knows.`);
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

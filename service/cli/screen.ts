import { createTextStyle, wantsColour, type TextStyle } from './text-style.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The part of `process.stdout` that is needed. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Where lines are printed, with one line at the bottom that can be replaced on a terminal. */
export interface Screen {
  /** The line at the bottom can be replaced. */
  readonly isLive: boolean;
  readonly width: number;
  readonly style: TextStyle;
  readonly printLine: (line: string) => void;
  /** Shows, replaces or (with '') removes the line at the bottom; elsewhere than on a terminal nothing happens. */
  readonly showStatus: (line: string) => void;
}

const WIDTH_OF_FILES = 100;
const CLEAR_LINE = '\r\u001b[2K';

export function createScreen(stream: OutputStream, environment: Environment): Screen {
  const isTerminal = stream.isTTY === true;
  const isLive = isTerminal && environment['TERM'] !== 'dumb';
  let status = '';
  return {
    isLive,
    get width() {
      return stream.columns ?? WIDTH_OF_FILES;
    },
    style: createTextStyle(wantsColour(environment, isTerminal)),
    printLine: (line) => {
      stream.write(status === '' ? `${line}\n` : `${CLEAR_LINE}${line}\n${status}`);
    },
    showStatus: (line) => {
      if (!isLive || line === status) return;
      stream.write(`${CLEAR_LINE}${line}`);
      status = line;
    },
  };
}

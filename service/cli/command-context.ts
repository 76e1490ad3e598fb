import type { Configuration } from '../configuration.ts';
import type { OutputStream, Screen } from './screen.ts';

/** What every command works with. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configuration: Configuration;
  /** Tinybug's own folder. */
  readonly packageRoot: string;
  readonly output: OutputStream;
  readonly messages: OutputStream;
  /** Standard output: what was asked for. */
  readonly result: Screen;
  /** Standard error: progress and errors. */
  readonly progress: Screen;
}

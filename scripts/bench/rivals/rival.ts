import type { BenchProject } from '../bench-project.ts';
import type { ToolCounts } from '../mutant-counts.ts';

/** Another mutation testing tool, run as its own documentation says. */
export interface Rival {
  readonly name: string;
  /** Distribution on PyPI with its version, such as `mutmut==3.8.1`. */
  readonly distribution: string;
  readonly furtherRequirements?: readonly string[];
  /** What a reader must know of the way it is run; for all projects, or for this one. */
  note(project: BenchProject): string | undefined;
  /** Writes the tool's settings into the copy. */
  configure(project: BenchProject, folder: string, options: RivalOptions): Promise<void>;
  /** For `sh`, in the project's folder with the environment activated. */
  script(project: BenchProject, options: RivalOptions): string;
  /**
   * What became of the mutants, also where the tool was cut off.
   *
   * @param output all that it printed
   * @returns `undefined` where it left nothing to read
   */
  readCounts(folder: string, output: string): Promise<ToolCounts | undefined>;
  /** Whether it runs each mutant, written to disk, in a fresh process; asked only of a tool that has other ways, too. */
  readonly isCareful?: boolean;
  /** Whether each mutant is caught, by a name that the tool's other ways of running give it too; only where it has others. */
  readVerdicts?(output: string): ReadonlyMap<string, boolean>;
}

export interface RivalOptions {
  /** Processes side by side, where the tool has such an option. */
  readonly workers: number;
  /** Mutants to run at most, where the tool has such an option. */
  readonly mutants: number;
  /** After which the tool is cut off. */
  readonly seconds: number;
}

/** The newest command line of Temporal that can be built from the Go proxy. */
export const TEMPORAL_VERSION = '1.5.1';

export interface ObtainOptions {
  /** Tinybug's own; what is downloaded or built is kept there. */
  readonly cacheFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gets a sentence for everything that takes longer than a moment. */
  readonly onProgress: (message: string) => void;
  readonly abortSignal?: AbortSignal;
  /** Where the official archives are; another only in tests. */
  readonly downloadBase?: string;
}

/** A way to a Temporal server puts the executable at `target`, or rejects with the reason why it cannot. */
export type Obtain = (target: string, options: ObtainOptions) => Promise<void>;

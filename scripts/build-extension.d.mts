import type { BuildOptions } from 'esbuild';

/** Builds `dist/extension/`. */
export function buildExtension(): Promise<void>;
/** How its part for browsers is bundled. */
export const webExtension: BuildOptions;

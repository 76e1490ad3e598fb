/** Builds `dist/extension/`. */
export function buildExtension(): Promise<void>;

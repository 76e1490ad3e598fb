/** Writes `runner.pyz` and the wheel into the folder. */
export function buildRunner(folder: string): void;

/** Imported first: loading the rest of the bundle is part of what activation costs. Milliseconds, as `performance.now()` has them. */
export const loadStartedAt = performance.now();

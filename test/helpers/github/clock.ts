/** Milliseconds since 1970; a test may hand in one that it moves. */
export type Clock = () => number;

/** GitHub writes times without fractions of a second. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

/** U+0000, which Postgres refuses in text and jsonb, and halves of surrogate pairs, which are not valid UTF-8. */
const REFUSED_BY_POSTGRES = /\0|\p{Surrogate}/gu;

/**
 * The value with every character that Postgres cannot keep replaced by U+FFFD, in strings and keys at any depth.
 * Text of other people's repositories may hold anything.
 */
export function toStorable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(REFUSED_BY_POSTGRES, '\uFFFD');
  if (Array.isArray(value)) return value.map(toStorable);
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map((entry) => entry.map(toStorable) as [string, unknown]));
  }
  return value;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

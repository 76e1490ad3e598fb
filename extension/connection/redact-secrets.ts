/** Where secrets stand in what services and programs say: headers, JSON, query strings, and tokens by their looks. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(authorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+)[^\s"',]+/gi, '$1…'],
  [/(["']?(?:token|secret|password|key|code)["']?\s*[:=]\s*["']?)[\w.~+/-]{8,}=*/gi, '$1…'],
  [/\bgh[pousr]_\w{20,}\b/g, '…'],
  [/(\w+:\/\/[^\s/:@]+:)[^\s@/]+@/g, '$1…@'],
];

/** A text for the log, without what must not be read there. */
export function redactSecrets(text: string): string {
  return PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}

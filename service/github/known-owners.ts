/** So long a repository is taken to belong to the account that it belonged to. */
const KNOWN_FOR_MS = 10 * 60_000;
const MOST_KNOWN = 1_000;

/** Remembers for a while to which account repositories belong, because every signing in asks. */
export function createKnownOwners(
  ask: (fullName: string) => Promise<number>,
  now: () => number = Date.now,
): (fullName: string) => Promise<number> {
  const known = new Map<string, { readonly accountId: number; readonly until: number }>();
  return async (fullName) => {
    const key = fullName.toLowerCase();
    const recent = known.get(key);
    if (recent !== undefined && recent.until > now()) return recent.accountId;
    const accountId = await ask(fullName);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, { accountId, until: now() + KNOWN_FOR_MS });
    return accountId;
  };
}

/** What GitHub knows of people and organisations, beside that they own repositories. */
export interface Accounts {
  /** Plans by login of the organisation, told to those who have the permission `organization_plan`. */
  readonly plans: Map<string, string>;
  /** Roles of people, by organisation and person: `octo-org/octocat`. */
  readonly roles: Map<string, 'admin' | 'member'>;
}

export const createAccounts = (): Accounts => ({ plans: new Map(), roles: new Map() });

/** The same number for the same name, always. */
export function numberOf(name: string): number {
  let hash = 7;
  for (const character of name.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 100_000_007;
  return hash;
}

import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Repository } from '../repositories.ts';

/** As GitHub names them: `contents`, `actions`, `checks`, `pull_requests`, `issues`, `workflows`, `metadata`, `id-token`. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

export type TokenKind = 'personal' | 'installation' | 'job';

export interface Token {
  readonly text: string;
  readonly kind: TokenKind;
  /** Whose name commits, comments and runs bear. */
  readonly login: string;
  readonly permissions: Permissions;
  /** The repositories it may see; `all` those of its owner otherwise. */
  readonly repositoryIds: ReadonlySet<number> | 'all';
  readonly expiresAt: number | undefined;
}

export interface TokenWish {
  readonly permissions: Permissions;
  readonly kind?: TokenKind;
  readonly login?: string;
  readonly repositories?: readonly Pick<Repository, 'id'>[];
  readonly lifetimeMs?: number;
}

/** As GitHub's tokens begin, so that a log filter that knows them can be tested. */
const PREFIXES: Record<TokenKind, string> = { personal: 'github_pat_', installation: 'ghs_', job: 'ghs_' };

export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(wish: TokenWish): Token {
    const kind = wish.kind ?? 'personal';
    const token: Token = {
      text: `${PREFIXES[kind]}${randomBytes(18).toString('hex')}`,
      kind,
      login: wish.login ?? (kind === 'personal' ? 'octocat' : 'tinybug[bot]'),
      permissions: { metadata: 'read', ...wish.permissions },
      repositoryIds: wish.repositories === undefined ? 'all' : new Set(wish.repositories.map(({ id }) => id)),
      expiresAt: wish.lifetimeMs === undefined ? undefined : this.#clock() + wish.lifetimeMs,
    };
    this.#tokens.set(token.text, token);
    return token;
  }

  find(text: string): Token | undefined {
    const token = this.#tokens.get(text);
    return token?.expiresAt !== undefined && token.expiresAt <= this.#clock() ? undefined : token;
  }

  revoke(text: string): void {
    this.#tokens.delete(text);
  }

  /** All of an organisation's App tokens stop at once when the App is uninstalled or suspended. */
  revokeAll(kind: TokenKind): void {
    for (const token of this.#tokens.values()) if (token.kind === kind) this.#tokens.delete(token.text);
  }
}

export const canSee = (token: Token, repository: Pick<Repository, 'id'>): boolean =>
  token.repositoryIds === 'all' || token.repositoryIds.has(repository.id);

export function hasPermission(token: Token, name: string, level: 'read' | 'write'): boolean {
  const granted = token.permissions[name];
  return granted === 'write' || (granted === 'read' && level === 'read');
}

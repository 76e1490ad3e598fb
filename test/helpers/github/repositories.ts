import type { BareRepository } from './git/bare-repository.ts';

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly git: BareRepository;
  readonly createdAt: number;
  /** Why pushes are refused at the moment, in the words that git prints. */
  pushRefusal: string | undefined;
  /** A rule of the repository: how many refs one push may bring. */
  largestPush: number;
  pushedAt: number;
}

export class Repositories {
  readonly #repositories = new Map<string, Repository>();

  add(repository: Repository): void {
    this.#repositories.set(repository.fullName.toLowerCase(), repository);
  }

  find(owner: string, name: string): Repository | undefined {
    return this.#repositories.get(`${owner}/${name}`.toLowerCase());
  }

  get all(): readonly Repository[] {
    return [...this.#repositories.values()];
  }
}

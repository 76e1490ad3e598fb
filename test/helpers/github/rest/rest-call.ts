import type { Token } from '../access/tokens.ts';
import type { Repository } from '../repositories.ts';
import type { World } from '../world.ts';
import { RestError } from './rest-error.ts';

const DEFAULT_PAGE = 30;
const LARGEST_PAGE = 100;

export interface RestAnswer {
  readonly status: number;
  /** What GitHub's contract requires beyond it is filled in. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type RestHandler = (call: RestCall) => RestAnswer | Promise<RestAnswer>;

export interface Page<T> {
  readonly items: readonly T[];
  readonly totalCount: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One request that was let in: its values have the types of the contract. */
export class RestCall {
  readonly world: World;
  readonly token: Token | undefined;
  readonly body: unknown;
  readonly #address: URL;
  readonly #parameters: Readonly<Record<string, unknown>>;
  readonly #repository: Repository | undefined;

  constructor(values: {
    world: World;
    token: Token | undefined;
    repository: Repository | undefined;
    address: URL;
    parameters: Readonly<Record<string, unknown>>;
    body: unknown;
  }) {
    this.world = values.world;
    this.token = values.token;
    this.body = values.body;
    this.#address = values.address;
    this.#parameters = values.parameters;
    this.#repository = values.repository;
  }

  get repository(): Repository {
    if (this.#repository === undefined) throw RestError.notFound();
    return this.#repository;
  }

  get login(): string {
    return this.token?.login ?? `${this.world.app.slug}[bot]`;
  }

  text(name: string): string | undefined {
    const value = this.#parameters[name];
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isScalar ? String(value) : undefined;
  }

  integer(name: string): number {
    return Number(this.#parameters[name]);
  }

  /** The wanted part of a list, with links to the others. */
  page<T>(items: readonly T[]): Page<T> {
    const size = Math.min(Number(this.#parameters['per_page'] ?? DEFAULT_PAGE), LARGEST_PAGE);
    const page = Math.max(1, Number(this.#parameters['page'] ?? 1));
    const last = Math.max(1, Math.ceil(items.length / size));
    const links: string[] = [];
    const link = (relation: string, number: number): void => {
      const address = new URL(this.#address);
      address.searchParams.set('page', String(number));
      links.push(`<${address.href}>; rel="${relation}"`);
    };
    if (page > 1) link('prev', page - 1);
    if (page < last) link('next', page + 1);
    if (page < last) link('last', last);
    if (page > 1) link('first', 1);
    return {
      items: items.slice((page - 1) * size, page * size),
      totalCount: items.length,
      headers: links.length === 0 ? {} : { link: links.join(', ') },
    };
  }
}

import type { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';

type Adapter = Awaited<ReturnType<PrismaPGlite['connect']>>;
type DriverTransaction = Awaited<ReturnType<Adapter['startTransaction']>>;
type IsolationLevel = Parameters<Adapter['startTransaction']>[0];

/**
 * pglite-prisma-adapter takes a COMMIT that failed for one that worked, because it swallows the rejection of PGlite's
 * transaction. Nothing may be reported as kept that is not, so here the commit waits for PGlite's own outcome.
 */
export class ReliablePGliteAdapter extends PrismaPGlite {
  readonly #pglite: PGlite;
  readonly #beforeWriting: () => Promise<void>;

  /** @param beforeWriting is awaited before every transaction and every statement that writes; what it throws stops them */
  constructor(pglite: PGlite, beforeWriting: () => Promise<void>) {
    super(pglite);
    this.#pglite = pglite;
    this.#beforeWriting = beforeWriting;
  }

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const executeRaw = adapter.executeRaw.bind(adapter);
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => {
      await this.#beforeWriting();
      return startTransaction(this.#pglite, isolationLevel);
    };
    adapter.executeRaw = async (query) => {
      await this.#beforeWriting();
      return executeRaw(query);
    };
    adapter.queryRaw = async (query) => {
      if (!/^\s*SELECT\b/i.test(query.sql)) await this.#beforeWriting();
      return queryRaw(query);
    };
    return adapter;
  }
}

async function startTransaction(pglite: PGlite, isolationLevel: IsolationLevel): Promise<DriverTransaction> {
  let outcome: Promise<unknown> = Promise.resolve();
  const observed = new Proxy(pglite, {
    get(target, name): unknown {
      if (name === 'transaction') {
        return (work: Parameters<PGlite['transaction']>[0]) => (outcome = target.transaction(work));
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const adapter = await new PrismaPGlite(observed).connect();
  const transaction = await adapter.startTransaction(isolationLevel);
  const commit = transaction.commit.bind(transaction);
  transaction.commit = async () => {
    await commit();
    await outcome;
  };
  return transaction;
}

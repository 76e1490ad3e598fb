import { randomUUID } from 'node:crypto';
import type { Mutant } from '../../../../shared/mutant.ts';
import type { Run } from '../../../../shared/run.ts';
import type { RunEvent } from '../../../../shared/run-event.ts';
import type { Database, Store } from '../../../../service/storage/store.ts';

/** What the tests of the contract start from: an open database, and organisations and runs of their own in it. */
export interface StoreScene {
  /** Another connection to the same database, or the same one where there can be only one. */
  readonly databases: () => readonly [Database, Database];
  newStore(): Promise<Store>;
  newRun(): Promise<{ store: Store; run: Run }>;
}

export const createStoreScene = (databases: () => readonly [Database, Database]): StoreScene => {
  const newStore = async (): Promise<Store> => {
    const [database] = databases();
    const { id } = await database.ensureOrganisation(`test-${randomUUID()}`, 'Test');
    return database.storeOf(id);
  };
  return {
    databases,
    newStore,
    async newRun() {
      const store = await newStore();
      const repository = await registerRepository(store);
      const { run } = await store.createRun({ repositoryId: repository.id, settings: {} }, undefined);
      return { store, run };
    },
  };
};

export const registerRepository = (store: Store, location = '/projects/calculator') =>
  store.registerRepository({ name: 'calculator', ciProvider: 'local', location });

export const savePending = (store: Store, runId: string, mutants: readonly Mutant[]): Promise<void> =>
  store.saveMutants(
    runId,
    mutants.map((mutant) => ({ mutant, status: 'Pending' })),
  );

export const listAllEvents = (store: Store, runId: string): Promise<RunEvent[]> =>
  store.listEvents(runId, 0, 1_000_000);

export const countTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

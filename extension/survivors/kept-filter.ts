import { z } from 'zod';
import { SURVIVOR_SCOPES, type SurvivorFilter } from './survivor-tree.ts';

/** The part of `vscode.Memento` that is needed: what is kept for each workspace. */
interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'survivors.filter';
const KeptFilter = z.object({ scope: z.enum(SURVIVOR_SCOPES), hidesMarked: z.boolean() });
const FIRST_FILTER: SurvivorFilter = { scope: 'all', hidesMarked: true };

export const readFilter = (memento: Memento): SurvivorFilter =>
  KeptFilter.safeParse(memento.get(KEY)).data ?? FIRST_FILTER;

export const keepFilter = (memento: Memento, filter: SurvivorFilter): PromiseLike<void> => memento.update(KEY, filter);

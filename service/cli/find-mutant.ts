import { TinybugError } from '../../shared/error-code.ts';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import { MutantId } from '../../shared/mutant.ts';
import { Identifier } from '../../shared/run.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { ServiceConnection } from './service-connection.ts';

const RUNS_LOOKED_AT = 50;

export interface FoundMutant {
  readonly runId: string;
  readonly mutant: MutantDetail;
}

/** @throws TinybugError `invalid-option` */
export function checkMutantOptions(mutantId: string, runId: string | undefined): void {
  if (!MutantId.safeParse(mutantId).success)
    throw new TinybugError('invalid-option', `${mutantId} is not the id of a mutant: 16 hexadecimal digits.`);
  if (runId !== undefined && !Identifier.safeParse(runId).success)
    throw new TinybugError('invalid-option', `--run: ${runId} is not the id of a run; \`tinybug runs\` lists them.`);
}

/**
 * In the run named, else in the newest that has it: the id stays the same from run to run.
 *
 * @throws TinybugError `not-found`
 */
export async function findMutant(
  { client }: ServiceConnection,
  mutantId: string,
  runId: string | undefined,
): Promise<FoundMutant> {
  const show = async (id: string): Promise<FoundMutant> => {
    const params = { org: EMBEDDED_ORGANISATION, runId: id, mutantId };
    return { runId: id, mutant: await client.call('showMutant', { params }) };
  };
  if (runId !== undefined) return show(runId);
  const runs = await client.call('listRuns', {
    params: { org: EMBEDDED_ORGANISATION },
    query: { limit: RUNS_LOOKED_AT },
  });
  for (const run of runs.items) {
    try {
      return await show(run.id);
    } catch (error) {
      if (!(error instanceof TinybugError && error.code === 'not-found')) throw error;
    }
  }
  throw new TinybugError('not-found', `None of the newest ${RUNS_LOOKED_AT} runs has a mutant ${mutantId}.`);
}

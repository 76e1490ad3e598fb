/**
 * Run as a process of its own, to be killed: records one result after another in the database in the given folder
 * and prints a mutant's id once its result has been acknowledged.
 */
import { openDatabase } from '../../../service/storage/open-database.ts';
import { createResult } from '../../helpers/create-mutant.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';

const [folder = '', organisationId = '', runId = ''] = process.argv.slice(2);
const database = await openDatabase({ kind: 'pglite', folder }, MIGRATIONS_FOLDER);
const store = database.storeOf(organisationId);
for (const { mutant, status } of await store.listStoredMutants(runId)) {
  if (status !== 'Pending') continue;
  await store.recordResults(runId, [createResult({ mutantId: mutant.id })]);
  process.stdout.write(`${mutant.id}\n`);
}

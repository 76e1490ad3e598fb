import { openDatabase } from '../../../service/storage/open-database.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';
import { describeStore } from './describe-store.ts';

describeStore('PGlite', async () => {
  const temporary = await createTemporaryFolder();
  const database = await openDatabase({ kind: 'pglite', folder: temporary.folder }, MIGRATIONS_FOLDER);
  return {
    databases: [database, database],
    async close() {
      await database.close();
      await temporary.remove();
    },
  };
});

import assert from 'node:assert/strict';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnusedEnvironments, STAMP_FILE } from '../../../../../service/ci/local/python/unused-environments.ts';
import { temporaryFolder, writeFiles } from '../../../../helpers/python-projects.ts';

describe('removeUnusedEnvironments', () => {
  it('removes outdated ones after a week and others after two months, by their last use', async () => {
    const folder = await temporaryFolder('environments');
    const daysUnused = { 'p-now': 99, 'p-old': 8, 'p-recent': 6, 'q-long-unused': 61, 'q-other': 59 };
    for (const [name, days] of Object.entries(daysUnused)) {
      await writeFiles(join(folder, name), { [STAMP_FILE]: '{}' });
      const lastUse = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
      await utimes(join(folder, name, STAMP_FILE), lastUse, lastUse);
    }
    await writeFiles(folder, { 'p-half-made/m.py': '', 'p-now.lock': '' });
    await removeUnusedEnvironments(folder, 'p', join(folder, 'p-now'));
    assert.deepEqual((await readdir(folder)).sort(), ['p-half-made', 'p-now', 'p-now.lock', 'p-recent', 'q-other']);
  });
});

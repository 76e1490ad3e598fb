import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../../shared/run.ts';
import type { Store } from '../../service/storage/store.ts';
import { installWorkflow } from '../../test/helpers/github/install-workflow.ts';
import { createTemporaryFolder } from '../../test/helpers/temporary-folder.ts';
import { generateProject } from '../bench/generated-project.ts';
import { projectRoot } from '../python-tools.ts';
import type { HostedService } from './hosted-service.ts';

/** Enough for ten thousand mutants. */
const FUNCTIONS = 860;

export interface ScaleProject {
  readonly store: Store;
  readonly repository: Repository;
}

/** A generated project at GitHub, with a CI workflow of its own and Tinybug's beside it. */
export async function createScaleProject({ github, database, url }: HostedService): Promise<ScaleProject> {
  const { folder, remove } = await createTemporaryFolder();
  await generateProject(folder, { functions: FUNCTIONS, tests: FUNCTIONS });
  await cp(join(projectRoot, 'test/fixtures/ci-with-junit/.github'), join(folder, '.github'), { recursive: true });
  await installWorkflow(folder, url);
  const { fullName } = await github.createRepository({ name: 'generated', folder });
  await remove();
  const { id } = await database.ensureOrganisation('scale', 'Scale');
  const store = database.storeOf(id);
  const repository = await store.registerRepository({
    ciProvider: 'github-actions',
    location: fullName,
    name: fullName,
  });
  return { store, repository };
}

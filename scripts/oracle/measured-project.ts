import { randomUUID } from 'node:crypto';
import type { Mutant } from '../../shared/mutant.ts';
import type { PlannedFile } from '../../shared/runner-plan.ts';
import type { Settings } from '../../shared/settings.ts';
import { enumerateMutants } from '../../service/mutators/enumerate-mutants.ts';
import { MUTATOR_NAMES } from '../../service/mutators/registry.ts';
import { readSettings } from '../../service/planning/read-settings.ts';
import { choosePaths } from '../../service/planning/source-paths.ts';
import { createWorkingTreeSource, findProjectFolder } from '../../service/source/working-tree.ts';

/** A project as the product reads it: the same settings, files and mutants. */
export interface MeasuredProject {
  /** Real path. */
  readonly folder: string;
  readonly settings: Settings;
  readonly files: readonly PlannedFile[];
  /** The text of each file, without a byte order mark. */
  readonly texts: ReadonlyMap<string, string>;
  /** All that no rule suppresses. */
  readonly mutants: readonly Mutant[];
}

/** @throws TinybugError as opening a project for a run does */
export async function openMeasuredProject(location: string): Promise<MeasuredProject> {
  const folder = await findProjectFolder(location);
  const tree = await createWorkingTreeSource().open({
    organisationId: randomUUID(),
    repository: {
      id: randomUUID(),
      name: 'oracle',
      ciProvider: 'local',
      location: folder,
      createdAt: new Date().toISOString(),
    },
  });
  const settings = readSettings(tree.settingsFiles, MUTATOR_NAMES);
  const files: PlannedFile[] = [];
  const texts = new Map<string, string>();
  const mutants: Mutant[] = [];
  for (const path of choosePaths(tree.paths, settings)) {
    const found = enumerateMutants(await tree.read(path), { mutators: settings.mutators });
    if (found.kind === 'skipped') continue;
    files.push({ path, sha256: found.sha256 });
    texts.set(path, found.text);
    mutants.push(...found.mutants);
  }
  return { folder, settings, files, texts, mutants };
}

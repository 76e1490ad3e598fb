import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readPreparation } from '../../../service/ci/github-actions/sharded/read-preparation.ts';
import { createWorkflowFile } from '../../../service/ci/github-actions/sharded/workflow-file.ts';
import { WORKFLOW_PATH } from '../../../service/ci/github-actions/sharded/workflow-path.ts';
import { readWorkflow } from '../../../service/ci/github-actions/workflows/workflow-document.ts';

const CI_PATH = '.github/workflows/ci.yml';

/** Puts Tinybug's workflow beside the project's own, as a person would who merges the pull request for it. */
export async function installWorkflow(projectFolder: string, streamsTo: string): Promise<void> {
  const workflow = readWorkflow({ path: CI_PATH, text: await readFile(path.join(projectFolder, CI_PATH), 'utf8') });
  assert.ok(workflow);
  const file = createWorkflowFile(readPreparation([workflow]), { streamsTo, timeoutMinutes: 60 });
  await mkdir(path.join(projectFolder, path.dirname(WORKFLOW_PATH)), { recursive: true });
  await writeFile(path.join(projectFolder, WORKFLOW_PATH), file);
}

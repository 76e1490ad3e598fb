import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import pino from 'pino';
import { temporalLogger } from './temporal-logger.ts';

/** The TypeScript file that exports the workflows. */
export const workflowsPath = (): string => fileURLToPath(new URL('../workflows/workflows.ts', import.meta.url));

/** Bundles the workflow code into one file, for `startWorker({ workflows: { codePath } })`. */
export async function bundleWorkflows(outFile: string): Promise<void> {
  const logger = temporalLogger(pino({ level: 'warn' }));
  const { code } = await bundleWorkflowCode({ workflowsPath: workflowsPath(), logger });
  await writeFile(outFile, code);
}

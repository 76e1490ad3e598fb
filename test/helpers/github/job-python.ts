import path from 'node:path';
import { preparePythonTools } from '../../../scripts/python-tools.ts';

/** The interpreter of jobs for every version: it has pytest, so that no job waits for a download. */
export async function prepareJobPython(): Promise<Record<string, string>> {
  return { '': path.join(await preparePythonTools(), 'python') };
}

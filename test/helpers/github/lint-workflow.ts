import { execa } from 'execa';
import { readWorkflowFile } from './actions/workflow-file.ts';
import { ACTIONLINT, obtainGoTool } from './obtain-go-tool.ts';

/** What actionlint and GitHub's own parser have against a workflow file; nothing where it is right. */
export async function lintWorkflow(text: string): Promise<string[]> {
  const { errors } = await readWorkflowFile('.github/workflows/workflow.yml', text);
  const actionlint = await obtainGoTool(ACTIONLINT);
  // Without the shell checkers that a machine may or may not have.
  const options = ['-no-color', '-oneline', '-shellcheck=', '-pyflakes=', '-stdin-filename', 'workflow.yml', '-'];
  const { stdout, stderr, exitCode } = await execa(actionlint, options, { input: text, reject: false });
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`actionlint failed: ${stderr}`);
  return [...errors, ...stdout.split('\n').filter((line) => line !== '')];
}

import * as vscode from 'vscode';

const TESTS = '**/{test_*,*_test}.py';
const NOT_THE_PROJECTS = '**/{node_modules,.venv,venv,site-packages}/**';

/** Whether the workspace holds anything that pytest would run. */
export async function findPythonTests(): Promise<boolean> {
  const [found] = await vscode.workspace.findFiles(TESTS, NOT_THE_PROJECTS, 1);
  return found !== undefined;
}

import * as vscode from 'vscode';
import { z } from 'zod';

/** The part of the Python extension's API that is needed; it is another's, so its answers are parsed. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource: vscode.Uri): unknown;
    resolveEnvironment(path: unknown): Promise<unknown>;
  };
}

const ResolvedEnvironment = z.object({ executable: z.object({ uri: z.object({ fsPath: z.string() }) }) });

const isPythonApi = (api: unknown): api is PythonApi =>
  typeof api === 'object' && api !== null && 'environments' in api && typeof api.environments === 'object';

/** The interpreter chosen in the Python extension; undefined without it, and then the service finds one. */
export async function findPythonInterpreter(folder: vscode.Uri): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<unknown>('ms-python.python');
  if (!extension) return undefined;
  const api = extension.isActive ? extension.exports : await extension.activate();
  if (!isPythonApi(api)) return undefined;
  const resolved = await api.environments.resolveEnvironment(api.environments.getActiveEnvironmentPath(folder));
  const environment = ResolvedEnvironment.safeParse(resolved);
  return environment.success ? environment.data.executable.uri.fsPath : undefined;
}

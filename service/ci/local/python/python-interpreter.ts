import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TinybugError } from '../../../../shared/error-code.ts';
import { withoutOwnVariables, type Environment } from '../child-environment.ts';
import { readJson, writeJson } from '../job-folder.ts';
import { lastLines } from '../job-log.ts';
import { compareVersions, formatVersion, MINIMUM_PYTHON } from './python-version.ts';
import { runCommand } from './run-command.ts';

/** Also understood by Python 2. The folder it runs in, which is the project's, must not lend it modules. */
const PROBE = `import sys
sys.path[:] = [entry for entry in sys.path if entry not in ("", ".")]
import json
try:
    from importlib.util import find_spec
    has_pytest = find_spec("pytest") is not None
except ImportError:
    has_pytest = False
print(json.dumps({"version": list(sys.version_info[:3]), "executable": sys.executable, "hasPytest": has_pytest}))`;

/** An interpreter as it describes itself. */
export const Interpreter = z.strictObject({
  version: z.tuple([z.int(), z.int(), z.int()]),
  /** Behind a shim, the real one. */
  executable: z.string().min(1),
  hasPytest: z.boolean(),
});
export type Interpreter = z.infer<typeof Interpreter>;

/** Asks an interpreter about itself; `undefined` where it does not start or does not answer. */
export async function probeInterpreter(
  path: string,
  folder: string,
  environment: Environment,
  abortSignal?: AbortSignal,
): Promise<Interpreter | undefined> {
  const options = { folder, environment: withoutOwnVariables(environment), ...(abortSignal && { abortSignal }) };
  const { exitCode, stdout } = await runCommand([path, '-c', PROBE], options);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (exitCode !== 0 || !line.startsWith('{')) return undefined;
  const parsed = Interpreter.safeParse(JSON.parse(line));
  return parsed.success ? parsed.data : undefined;
}

const KnownInterpreter = z.strictObject({ modifiedMs: z.number(), selector: z.string(), interpreter: Interpreter });

export interface InterpreterRequest {
  readonly path: string;
  readonly projectFolder: string;
  readonly cacheFolder: string;
  readonly environment: Environment;
  /** What a shim chooses by. */
  readonly selector: string;
  readonly abortSignal: AbortSignal;
}

/**
 * The interpreter to run tests with, once it is known to be fit for that. Only a good answer is remembered,
 * so that mending the environment helps at once; should pytest be taken away later, the runner says so.
 *
 * @throws TinybugError `python-missing`, `python-too-old`, `pytest-missing`
 */
export async function requireInterpreter(request: InterpreterRequest): Promise<string> {
  const { path, selector } = request;
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const cachePath = join(request.cacheFolder, 'interpreters', `${name}.json`);
  const modifiedMs = (await stat(path)).mtimeMs;
  const known = await readJson(cachePath, KnownInterpreter).catch(() => undefined);
  if (known?.modifiedMs === modifiedMs && known.selector === selector) return known.interpreter.executable;
  const interpreter = await probeFit(request);
  await mkdir(join(request.cacheFolder, 'interpreters'), { recursive: true });
  await writeJson(cachePath, { modifiedMs, selector, interpreter });
  return interpreter.executable;
}

async function probeFit({ path, projectFolder, environment, abortSignal }: InterpreterRequest): Promise<Interpreter> {
  const interpreter = await probeInterpreter(path, projectFolder, environment, abortSignal);
  if (interpreter === undefined) throw await explainFailure(path, projectFolder, environment);
  if (compareVersions(interpreter.version, MINIMUM_PYTHON) < 0) {
    throw new TinybugError('python-too-old', `${path} is Python ${formatVersion(interpreter.version)}.`);
  }
  if (!interpreter.hasPytest) {
    throw new TinybugError(
      'pytest-missing',
      `${path} (Python ${formatVersion(interpreter.version)}) has no module pytest.`,
    );
  }
  return interpreter;
}

async function explainFailure(path: string, folder: string, environment: Environment): Promise<TinybugError> {
  const { output } = await runCommand([path, '-c', PROBE], { folder, environment: withoutOwnVariables(environment) });
  return new TinybugError(
    'python-missing',
    `${path} does not work as a Python interpreter. ${lastLines(output)}`.trim(),
  );
}

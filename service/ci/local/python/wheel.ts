import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TinybugError } from '../../../../shared/error-code.ts';
import { withoutOwnVariables, type Environment } from '../child-environment.ts';
import { lastLines } from '../job-log.ts';
import { runCommand } from './run-command.ts';

const INSPECT = `import email.parser, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    files = [name for name in wheel.namelist() if not name.endswith("/")]
    metadata = next(name for name in files if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
    headers = email.parser.HeaderParser().parsestr(wheel.read(metadata).decode("utf-8"))
print(json.dumps({"name": headers["Name"], "version": headers["Version"], "extras": headers.get_all("Provides-Extra", []),
                  "files": files}))`;
const FIND_SITE_PACKAGES = 'import sysconfig; print(sysconfig.get_paths()["purelib"])';

const WheelInspection = z.strictObject({
  name: z.string(),
  version: z.string(),
  extras: z.array(z.string()),
  /** As in the archive, with forward slashes. */
  files: z.array(z.string()),
});

/** A project as it was built. */
export type Wheel = z.infer<typeof WheelInspection> & { readonly path: string };

/** Reads the one wheel in a folder. */
export async function inspectWheel(python: string, wheelFolder: string, environment: Environment): Promise<Wheel> {
  const name = (await readdir(wheelFolder)).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new TinybugError('install-failed', 'Building the project gave no wheel.');
  const path = join(wheelFolder, name);
  const text = await runPython(python, ['-c', INSPECT, path], wheelFolder, environment);
  return { ...WheelInspection.parse(JSON.parse(text)), path };
}

/** Where an environment keeps what is installed in it. */
export const findSitePackages = async (python: string, folder: string, environment: Environment): Promise<string> =>
  (await runPython(python, ['-c', FIND_SITE_PACKAGES], folder, environment)).trim();

async function runPython(
  python: string,
  rest: readonly string[],
  folder: string,
  environment: Environment,
): Promise<string> {
  const options = { folder, environment: withoutOwnVariables(environment) };
  const { exitCode, stdout, output } = await runCommand([python, '-I', ...rest], options);
  if (exitCode !== 0)
    throw new TinybugError('install-failed', `The new environment does not work:\n${lastLines(output)}`);
  return stdout;
}

import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import { testEnvironment } from '../../service/ci/local/child-environment.ts';

const InterpreterFacts = z.object({
  version: z.string(),
  /** Where modules are searched, with what the environment itself adds. */
  path: z.array(z.string()),
  userBase: z.string(),
  /** Name and version of all that is installed, sorted; names in lower case with hyphens. */
  distributions: z.array(z.tuple([z.string(), z.string()])),
});
export type InterpreterFacts = z.infer<typeof InterpreterFacts>;

const QUESTION = `
import importlib.metadata, json, re, site, sys
found = {(re.sub("[-_.]+", "-", d.metadata["Name"]).lower(), d.version) for d in importlib.metadata.distributions()}
print(json.dumps({"version": sys.version, "path": [entry for entry in sys.path if entry],
                  "userBase": site.getuserbase(), "distributions": sorted(found)}))`;

export async function askInterpreter(python: string): Promise<InterpreterFacts> {
  const folder = tmpdir();
  const { stdout } = await promisify(execFile)(python, ['-c', QUESTION], {
    cwd: folder,
    env: testEnvironment(process.env, python, folder),
  });
  return InterpreterFacts.parse(JSON.parse(stdout));
}

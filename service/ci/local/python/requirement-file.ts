import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TinybugError } from '../../../../shared/error-code.ts';

/** A requirement file with all that it includes. */
export interface FlatRequirements {
  /** Lines for pip. */
  readonly requirements: string[];
  readonly constraints: string[];
  /** Extras of the project itself where the file installs the project, as in `-e .[test]`. */
  readonly ownExtras: string[];
}

const INCLUDE = /^(-r|--requirement|-c|--constraint)[\s=]*(\S.*)$/;
const EDITABLE = /^(?:-e|--editable)[\s=]+/;
const OWN_PROJECT = /^(?:file:)?\.\/?(?:\[([^\]]*)\])?$/;

/**
 * Reads a requirement file and those it includes, without what must not happen here: editable installations, which write into the
 * project and would import the code from elsewhere, and hashes, with which pip would refuse everything that has none.
 *
 * @param path relative to the project
 * @throws TinybugError `install-failed` where one of the files is missing
 */
export async function readRequirementFile(projectFolder: string, path: string): Promise<FlatRequirements> {
  const flat: FlatRequirements = { requirements: [], constraints: [], ownExtras: [] };
  await addFile(projectFolder, path, flat.requirements, flat, new Set());
  return flat;
}

async function addFile(
  projectFolder: string,
  path: string,
  target: string[],
  flat: FlatRequirements,
  seen: Set<string>,
): Promise<void> {
  if (seen.has(path)) return;
  seen.add(path);
  const text = await readFile(join(projectFolder, path), 'utf8').catch((error: unknown) => {
    throw new TinybugError('install-failed', `The requirement file ${path} cannot be read.`, { cause: error });
  });
  for (const line of toLines(text)) {
    const [, option, included = ''] = INCLUDE.exec(line) ?? [];
    if (option !== undefined) {
      const isConstraint = option === '-c' || option === '--constraint';
      await addFile(projectFolder, join(dirname(path), included), isConstraint ? flat.constraints : target, flat, seen);
      continue;
    }
    const installed = /^-e|^--editable/.test(line) && !line.includes('+') ? line.replace(EDITABLE, '') : line;
    const own = OWN_PROJECT.exec(installed);
    if (own === null) target.push(installed);
    else
      flat.ownExtras.push(
        ...(own[1] ?? '')
          .split(',')
          .map((extra) => extra.trim())
          .filter((extra) => extra !== ''),
      );
  }
}

const toLines = (text: string): string[] =>
  text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .replace(/\s+--hash[=\s]\S+/g, '')
        .trim(),
    )
    .filter((line) => line !== '');

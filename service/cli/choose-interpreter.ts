import { existsSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The interpreter that only this command can know: the one of --python, made absolute because the service may run elsewhere, or the
 * active virtual environment's, where neither a `.venv` nor a setting of the project comes before it.
 */
export function chooseInterpreter(
  option: string | undefined,
  projectFolder: string,
  environment: Environment,
): string | undefined {
  if (option !== undefined) return option.includes('/') || option.includes(sep) ? resolve(option) : option;
  const virtualEnvironment = environment['VIRTUAL_ENV'];
  if (!virtualEnvironment || findInterpreter(join(projectFolder, '.venv')) || namesInterpreter(projectFolder))
    return undefined;
  return findInterpreter(virtualEnvironment);
}

function findInterpreter(virtualEnvironment: string): string | undefined {
  const candidates = [join(virtualEnvironment, 'bin', 'python'), join(virtualEnvironment, 'Scripts', 'python.exe')];
  return candidates.find((candidate) => existsSync(candidate));
}

const OwnSettings = z.object({ python: z.string() });
const ProjectSettings = z.object({ tool: z.object({ tinybug: OwnSettings }) });

function namesInterpreter(projectFolder: string): boolean {
  const own = readTable(join(projectFolder, 'tinybug.toml'));
  if (own !== undefined) return OwnSettings.safeParse(own).success;
  return ProjectSettings.safeParse(readTable(join(projectFolder, 'pyproject.toml'))).success;
}

/** A file that is no TOML is for the service to complain about. */
function readTable(file: string): unknown {
  try {
    return parseToml(readFileSync(file, 'utf8'));
  } catch {
    return existsSync(file) ? {} : undefined;
  }
}

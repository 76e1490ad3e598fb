import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Tinybug's own secrets and settings are none of the business of code that is measured. */
const WITHHELD_PREFIXES = ['GITHUB_', 'TEMPORAL_', 'TINYBUG_'];
const WITHHELD_NAMES = new Set(['POSTGRES_URL']);

const isWithheld = (name: string): boolean =>
  WITHHELD_NAMES.has(name) || WITHHELD_PREFIXES.some((prefix) => name.startsWith(prefix));

/** The user's environment without what belongs to Tinybug. */
export function withoutOwnVariables(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).filter(([name, value]) => value !== undefined && !isWithheld(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

/**
 * The environment for tests run by an interpreter in a folder: as after activating the interpreter's virtual environment,
 * without writing bytecode into the project, and with the same order of sets and hashes every time.
 */
export function testEnvironment(environment: Environment, python: string, folder: string): Record<string, string> {
  return {
    ...withoutOwnVariables(environment),
    ...activation(environment, python),
    PWD: folder,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONHASHSEED: '0',
  };
}

function activation(environment: Environment, python: string): Record<string, string> {
  const scripts = dirname(python);
  if (!existsSync(join(dirname(scripts), 'pyvenv.cfg'))) return {};
  return { VIRTUAL_ENV: dirname(scripts), PATH: [scripts, environment['PATH'] ?? ''].join(delimiter) };
}

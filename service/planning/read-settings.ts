import { parse as parseToml, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { TinybugError } from '../../shared/error-code.ts';
import { Settings } from '../../shared/settings.ts';
import { nearestName } from './nearest-name.ts';

/**
 * A project's own settings: `tinybug.toml` where it is there, else `[tool.tinybug]` of `pyproject.toml`, else none.
 *
 * @param files text of the settings files that the project has, by name
 * @param mutatorNames every mutator there is, to tell a misspelled one
 * @throws TinybugError `invalid-settings`
 */
export function readSettings(files: ReadonlyMap<string, string>, mutatorNames: readonly string[]): Settings {
  const own = files.get('tinybug.toml');
  if (own !== undefined) return checkSettings('tinybug.toml', parseFile('tinybug.toml', own), mutatorNames);
  const project = files.get('pyproject.toml');
  if (project === undefined) return {};
  const tool = parseFile('pyproject.toml', project)['tool'];
  const table = isTable(tool) ? tool['tinybug'] : undefined;
  return table === undefined ? {} : checkSettings('[tool.tinybug] of pyproject.toml', table, mutatorNames);
}

/** Settings of a request win over the project's, key by key. */
export const mergeSettings = (project: Settings, request: Settings): Settings => ({ ...project, ...request });

/** @throws TinybugError `invalid-settings` for a mutator that does not exist */
export function checkMutatorNames(settings: Settings, mutatorNames: readonly string[], place: string): void {
  for (const entry of settings.mutators ?? []) {
    const name = entry.replace(/^-/, '');
    if (mutatorNames.includes(name)) continue;
    throw invalid(place, `there is no mutator "${name}"${suggest(name, mutatorNames)}`);
  }
}

function parseFile(name: string, text: string): Record<string, unknown> {
  try {
    return parseToml(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw invalid(name, `it is not TOML: ${error.message.split('\n')[0] ?? ''} (line ${error.line})`);
  }
}

function checkSettings(place: string, table: unknown, mutatorNames: readonly string[]): Settings {
  const parsed = Settings.safeParse(table);
  if (!parsed.success) throw invalid(place, parsed.error.issues.map(describeIssue).join('; '));
  checkMutatorNames(parsed.data, mutatorNames, place);
  return parsed.data;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(Settings.shape);
    return issue.keys.map((key) => `there is no key "${key}"${suggest(key, known)}`).join('; ');
  }
  const [key, ...rest] = issue.path.map(String);
  if (key === undefined) return issue.message;
  return `"${[key, ...rest].join('.')}" is not valid: ${issue.message}`;
}

function suggest(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `; there are ${known.join(', ')}` : `; did you mean "${nearest}"?`;
}

const invalid = (place: string, what: string): TinybugError =>
  new TinybugError('invalid-settings', `In ${place}, ${what}`);

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

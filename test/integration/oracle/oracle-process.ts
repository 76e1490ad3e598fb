import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { OracleReport } from '../../../scripts/oracle/oracle-report.ts';
import type { TinybugVerdict } from '../../../scripts/oracle/tinybug-verdict.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';
import { pythonWithPytest } from '../local-provider/local-provider-scene.ts';

export interface OracleEnd {
  readonly exitCode: number | undefined;
  readonly output: string;
  /** Absent where the oracle could not judge. */
  readonly report: OracleReport | undefined;
}

/** Runs the oracle as a person would. Runs of the suite are kept in a cache of their own unless one is given. */
export async function runOracle(
  project: string,
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<OracleEnd> {
  const output = join(await temporaryFolder('oracle'), 'report.json');
  const { exitCode, all } = await execa(
    process.execPath,
    await oracleArguments(project, [...options, '--output', output]),
    {
      env: { TINYBUG_CACHE: await temporaryFolder('oracle-cache'), ...environment },
      reject: false,
      all: true,
    },
  );
  const text = await readFile(output, 'utf8').catch(() => undefined);
  // Where the oracle could not judge, there are verdicts at most.
  const report = OracleReport.safeParse(text === undefined ? undefined : JSON.parse(text)).data;
  return { exitCode, output: all, report };
}

export async function oracleArguments(project: string, options: readonly string[]): Promise<string[]> {
  return ['--import', 'tsx', resolve('scripts/oracle.ts'), project, '--python', await pythonWithPytest(), ...options];
}

/** A file for `--verdicts`. */
export async function writeVerdicts(verdicts: readonly TinybugVerdict[]): Promise<string> {
  const file = join(await temporaryFolder('verdicts'), 'verdicts.json');
  const comparisons = verdicts.map((verdict) => ({ verdict }));
  await writeFile(file, JSON.stringify({ kind: 'tinybug-oracle-report', flakyTests: [], comparisons }));
  return file;
}

/** The verdict on the mutant that puts this text in place of that one. */
export function verdictOn(verdicts: readonly TinybugVerdict[], original: string, replacement: string): TinybugVerdict {
  const found = verdicts.find(({ mutant }) => mutant.original === original && mutant.replacement === replacement);
  if (found !== undefined) return found;
  const known = verdicts.map(({ mutant }) => `${mutant.original} -> ${mutant.replacement}`);
  throw new Error(`No mutant puts "${replacement}" in place of "${original}"; there are: ${known.join('; ')}`);
}

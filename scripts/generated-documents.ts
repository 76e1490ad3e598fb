/**
 * Files in the repository that are made from the contract: `npm run generate` writes them, a test compares them.
 * The JSON Schemas in `runner/contract/` are what the Python side is held to.
 */
import { writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ERROR_CATALOGUE, ExitCode } from '../shared/error-code.ts';
import { RunnerPlan } from '../shared/runner-plan.ts';
import { RunnerRecord } from '../shared/runner-report.ts';
import { Settings } from '../shared/settings.ts';

const schemaText = (schema: z.ZodType): string => `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;

const MEANING_OF_EXIT_CODE: Record<keyof typeof ExitCode, string> = {
  Success: 'The run is complete, and the score is not below the threshold, if one was given.',
  InternalError: 'Something went wrong inside Tinybug; the log is named.',
  Usage: 'The command, the request or the settings are not valid.',
  ProjectNotMeasurable:
    'The project cannot be measured: its tests fail, there are none, or there is nothing to mutate.',
  ScoreTooLow: 'The score is below the threshold.',
  ScoreWithheld: 'A threshold was given and there is no score to compare: it is withheld, for the reasons shown.',
  SetupFailed: 'Something that Tinybug needs is missing: an interpreter, a Temporal server, the database, disk space.',
  Cancelled: 'The run was cancelled.',
};

function errorsDocument(): string {
  const exitCodes = Object.entries(MEANING_OF_EXIT_CODE).map(
    ([name, meaning]) => `| ${ExitCode[name as keyof typeof ExitCode]} | ${meaning} |`,
  );
  const errors = Object.entries(ERROR_CATALOGUE).map(
    ([code, { exitCode, title, nextStep }]) => `| \`${code}\` | ${exitCode} | ${title} | ${nextStep} |`,
  );
  return `# Errors and exit codes

The command line ends with one of these codes:

| exit code | meaning |
| --- | --- |
${exitCodes.join('\n')}

Every error that Tinybug shows has a code. In the API it comes as \`application/problem+json\` with the same code,
title and next step.

| code | exit code | what happened | what to do |
| --- | --- | --- | --- |
${errors.join('\n')}
`;
}

/** Text of each generated file by its path in the repository. */
export const generatedDocuments = (): Map<string, string> =>
  new Map([
    ['docs/errors.md', errorsDocument()],
    ['docs/settings.schema.json', schemaText(Settings)],
    ['runner/contract/plan.schema.json', schemaText(RunnerPlan)],
    ['runner/contract/record.schema.json', schemaText(RunnerRecord)],
  ]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.resolve(import.meta.dirname, '..');
  for (const [file, text] of generatedDocuments()) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

import type { JobRecord } from './run-records.ts';
import type { Step } from './workflow-file.ts';

/** Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const SHELLS: Readonly<Record<string, string>> = {
  bash: '/usr/bin/bash --noprofile --norc -e -o pipefail {0}',
  sh: '/usr/bin/sh -e {0}',
  python: '/usr/bin/python {0}',
};
const SHELL_UNLESS_TOLD = '/usr/bin/bash -e {0}';

/** With what the log of a step begins: what it runs, and by what. */
export function describeStep({ definition, run }: JobRecord, step: Step | undefined): string[] {
  const variables = { ...run.file.document?.env, ...definition.env, ...step?.env };
  const env = listing('env', variables);
  if (step?.run === undefined) return [`##[group]Run ${step?.uses ?? ''}`, ...listing('with', step?.with), ...env, END];
  const script = step.run.trimEnd().split('\n');
  const shell = step.shell ?? definition.defaults?.run?.shell ?? run.file.document?.defaults?.run?.shell;
  return [
    `##[group]Run ${script[0] ?? ''}`,
    ...script.map((line) => `\u001B[36;1m${line}\u001B[0m`),
    `shell: ${shell === undefined ? SHELL_UNLESS_TOLD : (SHELLS[shell] ?? shell)}`,
    ...env,
    END,
  ];
}

const END = '##[endgroup]';

/** Values that are expressions are shown as written, which GitHub does not do. */
function listing(title: string, values: Readonly<Record<string, unknown>> = {}): string[] {
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${String(value)}`);
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

/** Every static check, as CI runs it: `npm run check`. `npm run format` mends what can be mended by itself. */
import { styleText } from 'node:util';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { execa } from 'execa';
import type { FailedTest } from './failed-test.ts';
import { preparePythonTools, projectRoot } from './python-tools.ts';

interface Check {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** Where it runs, in the repository; at its root by default. */
  readonly folder?: string;
}

const npx = (name: string, ...args: string[]): Check => ({
  name,
  command: path.join(projectRoot, 'node_modules/.bin', name),
  arguments: args,
});

async function listChecks(): Promise<Check[]> {
  const tools = await preparePythonTools();
  const python = (name: string, ...args: string[]): Check => ({
    name,
    command: path.join(tools, name),
    arguments: args,
  });
  return [
    npx('prettier', '--check', '--log-level', 'warn', '.'),
    npx('tsc', '--noEmit', '--project', '.'),
    npx('eslint', '--max-warnings', '0', '.'),
    npx('depcruise', '--config', '.dependency-cruiser.cjs', 'shared', 'service', 'extension'),
    npx('knip'),
    python('ruff', 'check', 'runner'),
    python('ruff', 'format', '--check', 'runner'),
    { ...python('mypy'), folder: 'runner' },
  ];
}

/** Runs all checks, prints what failed, and gathers it. */
export async function runChecks(): Promise<{ passed: number; failures: FailedTest[] }> {
  let passed = 0;
  const failures: FailedTest[] = [];
  for (const check of await listChecks()) {
    const result = await execa(check.command, check.arguments, {
      cwd: path.join(projectRoot, check.folder ?? '.'),
      all: true,
      reject: false,
    });
    const title = [check.name, ...check.arguments].join(' ');
    console.log(`${result.failed ? styleText('red', '✗') : styleText('green', '✓')} ${title}`);
    if (!result.failed) {
      passed += 1;
      continue;
    }
    const message = [result.all, result.shortMessage].find((text) => text !== undefined && text !== '') ?? '';
    console.log(message);
    failures.push({ title, message });
  }
  return { passed, failures };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failures } = await runChecks();
  process.exitCode = failures.length === 0 ? 0 : 1;
}

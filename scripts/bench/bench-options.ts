import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { parseWholeNumber } from '../../service/cli/option-values.ts';
import { BENCH_PROJECTS, USUAL_PROJECTS, type BenchProject } from './bench-project.ts';
import type { BenchMode } from './benchmark-document.ts';
import { RIVALS } from './rivals/registry.ts';

const positive = parseWholeNumber(1, 1_000_000);

export interface BenchOptions {
  readonly projects: readonly BenchProject[];
  /** Names as in the tables, in lower case, or the first words of one. */
  readonly tools: readonly string[];
  readonly mutants: number | undefined;
  /** For each of the other tools on each project. */
  readonly seconds: number;
  readonly tinybugSeconds: number;
  readonly memoryMb: number;
  readonly processes: number;
  readonly python: string;
  readonly mode: BenchMode;
  readonly isWritten: boolean;
}

const DESCRIPTION = `Measures Tinybug beside other mutation testing tools: CPU time per mutant, mutants per second, memory. Every tool runs in an
environment of its own on a copy of the same projects, one after another. docs/benchmarks.md explains the figures.`;

export const TINYBUG_TOOLS = ['tinybug, runner', 'tinybug, product'] as const;

const TOOL_NAMES = [...TINYBUG_TOOLS, ...RIVALS.map(({ name }) => name)];

interface RawOptions {
  projects: BenchProject[];
  tools: string[];
  mutants?: number;
  seconds: number;
  tinybugSeconds: number;
  memory: number;
  processes: number;
  python: string;
  functions?: true;
  baseline?: true;
  scale?: true;
  workers?: true;
  write?: true;
}

export function readBenchOptions(args: readonly string[]): BenchOptions {
  const command = new Command('bench')
    .description(DESCRIPTION)
    .option(
      '--projects <names>',
      `of ${BENCH_PROJECTS.map(({ name }) => name).join(', ')}`,
      parseProjects,
      parseProjects(USUAL_PROJECTS.join(',')),
    )
    .option(
      '--tools <names>',
      `of ${TOOL_NAMES.map((name) => name.replace(', ', '-')).join(', ')}, or of their beginnings (default: all)`,
      parseTools,
      TOOL_NAMES,
    )
    .option(
      '--mutants <n>',
      'run at most so many, where a tool can be told so (default: all; 300 for irradiate)',
      positive,
    )
    .option('--seconds <n>', 'cut another tool off after so long on a project', positive, 80)
    .option('--tinybug-seconds <n>', 'the same for Tinybug, whose own figures should be whole', positive, 900)
    .option('--memory <mb>', 'cut a tool off when all its processes use so much, in MiB', positive, 6000)
    .option('--processes <n>', 'processes side by side, for each tool', positive, availableParallelism())
    .option('--python <python>', 'interpreter for all environments, 3.11 or newer', 'python3')
    .option('--functions', 'measure Tinybug on mutants inside of functions alone, instead')
    .option('--baseline', 'compare the run without mutants with plain pytest, instead')
    .option('--scale', 'measure how cost grows on generated projects, instead')
    .option('--workers', 'compare one worker with two, instead')
    .option('--write', 'write the result into docs/benchmarks.md')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  command.parse(args, { from: 'user' });
  const raw = command.opts<RawOptions>();
  return {
    projects: raw.projects,
    tools: raw.tools,
    mutants: raw.mutants,
    seconds: raw.seconds,
    tinybugSeconds: raw.tinybugSeconds,
    memoryMb: raw.memory,
    processes: raw.processes,
    python: raw.python,
    mode: modeOf(raw),
    isWritten: raw.write ?? false,
  };
}

function modeOf({ functions, baseline, scale, workers }: RawOptions): BenchMode {
  if (functions) return 'functions';
  if (baseline) return 'baseline';
  if (scale) return 'scale';
  return workers ? 'workers' : 'comparison';
}

function parseProjects(text: string): BenchProject[] {
  return text.split(',').map((name) => {
    const project = BENCH_PROJECTS.find((candidate) => candidate.name === name.trim());
    if (project === undefined) throw new InvalidArgumentError(`There is no project "${name}".`);
    return project;
  });
}

function parseTools(text: string): string[] {
  return text.split(',').flatMap((name) => {
    const wanted = simplify(name);
    const found = TOOL_NAMES.filter((candidate) => simplify(candidate).startsWith(wanted));
    if (found.length === 0) throw new InvalidArgumentError(`There is no tool "${name}".`);
    return found;
  });
}

const simplify = (name: string): string => name.toLowerCase().replace(/[^a-z]+/g, '-');

import { z } from 'zod';

const Glob = z.string().min(1).max(1024);

/** `[tool.tinybug]` of `pyproject.toml`, or the whole of `tinybug.toml`, which wins. Every key is optional. */
export const Settings = z
  .strictObject({
    paths: z.array(Glob).optional().meta({
      description:
        'Files and folders to mutate, relative to the project, or lines of a file, such as `shop/cart.py:10-20`. Default: found from the layout.',
    }),
    exclude: z.array(Glob).optional().meta({ description: 'Glob patterns of files never mutated.' }),
    mutators: z
      .array(z.string().min(1))
      .optional()
      .meta({ description: 'Only these mutators; a name with "-" before it is left out of all.' }),
    'pytest-arguments': z.array(z.string().max(4096)).optional().meta({ description: 'Added to every pytest call.' }),
    python: z.string().min(1).optional().meta({ description: 'Interpreter to run the tests with.' }),
    'max-mutants': z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ description: 'Measure at most so many mutants, chosen evenly.' }),
    'time-budget-minutes': z
      .number()
      .positive()
      .max(1440)
      .optional()
      .meta({ description: 'Choose mutants so that measuring takes about so long.' }),
    workers: z
      .int()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'Processes side by side. Default: the number of cores.' }),
    'memory-mb': z.int().min(1).max(1_048_576).optional().meta({
      description: 'Memory in MiB that the tests of a mutant may take. Default: four times what they take without it.',
    }),
    cache: z.boolean().optional().meta({
      description: 'Reuse verdicts of earlier runs where nothing they depend on has changed. Default: true.',
    }),
    strategy: z.enum(['sharded', 'branch-per-mutant']).optional().meta({
      description:
        "How GitHub Actions measures: many mutants in a job of Tinybug's workflow, or the repository's own workflow on a branch for each mutant. Default: the first where the workflow is installed.",
    }),
    shards: z.int().min(1).max(20).optional().meta({
      description:
        'CI jobs side by side. Default: as many as are worth their start, at most 20 and no more than run at once.',
    }),
    'concurrent-jobs': z.int().min(1).max(1_000).optional().meta({
      description:
        "Jobs that GitHub Actions runs at once for this account. Default: what GitHub tells of the account's plan, else 20.",
    }),
    'live-results': z.enum(['identity', 'token']).optional().meta({
      description:
        "How results reach Tinybug while a job of GitHub Actions runs: only where GitHub vouches for the job, or also by a token that everyone who can read the repository can read; results sent by it count once the job's report confirms them. Default: by a token where the repository is private and its workflow may not ask GitHub.",
    }),
    'pull-requests': z.boolean().optional().meta({
      description:
        'Measure the changed lines of every pull request from a branch of this repository by itself (GitHub only). Default: false.',
    }),
    'fail-under': z
      .number()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: 'Lowest mutation score, in per cent, that passes.' }),
  })
  .meta({
    id: 'TinybugSettings',
    title: 'Tinybug settings',
    description: 'Settings of a project measured by Tinybug.',
  });
export type Settings = z.infer<typeof Settings>;

import type { Counts } from '../../test/helpers/github/meter.ts';
import { markdownTable } from '../bench/markdown-table.ts';
import type { BranchFigures } from './measure-branches.ts';
import type { MeasuredScale } from './measure-run.ts';
import type { WebhookFigures } from './measure-webhooks.ts';

export interface ScaleFigures {
  readonly thousand: MeasuredScale;
  readonly oneJobEach: Counts;
  readonly tenThousand: MeasuredScale;
  readonly branches: MeasuredScale;
  readonly branchFigures: BranchFigures;
}

const number = (value: number, digits = 0): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const COLUMNS = ['', 'measured', 'goal', 'remarks'];

export function describeFigures(figures: ScaleFigures): string {
  const rows = [...describeSharded(figures), ...describeLarge(figures), ...describeBranches(figures)];
  const table = markdownTable(COLUMNS, rows);
  return [
    table,
    describeCalls('1,000 mutants in shards', figures.thousand),
    describeCalls('200 branches', figures.branches),
  ].join('\n\n');
}

/** What costs nothing of GitHub's hourly limit is not counted. */
const paidCalls = ({ spent }: MeasuredScale): number => spent.restCalls - spent.notModified;

function describeSharded({ thousand, oneJobEach }: ScaleFigures): string[][] {
  const { shards, spent, mutants } = thousand;
  const name = `${number(mutants)} mutants in shards`;
  return [
    [`${name}: shards`, number(shards), '≤ 20', `${number(spent.jobs)} CI jobs with those of the baseline`],
    [`${name}: billed minutes`, number(spent.billedMinutes), '', ''],
    [
      `one job for each: billed minutes`,
      number(oneJobEach.billedMinutes),
      '',
      `${number(oneJobEach.jobs)} CI jobs, each below a minute`,
    ],
    [
      `${name}: REST calls per shard`,
      number(paidCalls(thousand) / shards, 1),
      '≤ 25',
      `${number(spent.restCalls)} in all, of which ${number(spent.notModified)} were answered 304`,
    ],
  ];
}

function describeLarge({ thousand, tenThousand }: ScaleFigures): string[][] {
  const { mutants, cost, runHistory, longestChildHistory } = tenThousand;
  const name = `${number(mutants)} mutants in shards`;
  return [
    [
      `${name}: events of the run's workflow`,
      number(runHistory),
      '< 2,000',
      `${number(longestChildHistory)} in the longest of its children`,
    ],
    [
      `${name}: CPU ms per mutant`,
      number(cost.cpuMs / mutants, 2),
      '≤ 5',
      `API, worker and git; ${number(thousand.cost.cpuMs / thousand.mutants, 2)} with ${number(thousand.mutants)} mutants`,
    ],
    [
      `${name}: peak resident MiB`,
      number(cost.residentPeakMb),
      'flat',
      `${number(cost.residentBeforeMb)} before; ${number(thousand.cost.residentPeakMb)} with ${number(thousand.mutants)} mutants`,
    ],
    [`${name}: wall s`, number(tenThousand.wallMs / 1000), '', `${number(paidCalls(tenThousand))} REST calls`],
  ];
}

function describeBranches({ branches, branchFigures }: ScaleFigures): string[][] {
  const name = `${number(branches.mutants)} mutants on branches`;
  return [
    [
      `${name}: s until all are pushed and started`,
      number(branchFigures.startedMs / 1000, 1),
      '≤ 60',
      `${number(branchFigures.branches)} branches with those of the canaries`,
    ],
    [`${name}: most refs in 10 s`, number(branchFigures.mostRefsIn10S), '≤ 400', 'those removed at the end included'],
  ];
}

export function describeWebhooks(figures: WebhookFigures): string {
  const { sent, stored, failed, p50Ms, p99Ms, maxMs, cpuMsPerDelivery } = figures;
  return markdownTable(COLUMNS, [
    [
      '50 webhooks a second: ms until the answer, p99',
      number(p99Ms),
      '≤ 500',
      `median ${number(p50Ms)}, longest ${number(maxMs)}; of ${number(sent)}, ${number(stored)} were stored and ${number(failed)} failed`,
    ],
    ['CPU ms per delivery', number(cpuMsPerDelivery, 1), '', 'API and worker, what the deliveries set off included'],
  ]);
}

function describeCalls(name: string, { callsByOperation }: MeasuredScale): string {
  const calls = Object.entries(callsByOperation).sort(([, a], [, b]) => b - a);
  return `REST calls of ${name}: ${calls.map(([operation, count]) => `${number(count)} ${operation}`).join(', ')}.`;
}

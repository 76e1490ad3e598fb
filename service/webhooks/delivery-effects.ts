import type { Logger } from 'pino';
import type { RunControl } from '../run-control.ts';
import type { CiDelivery, Database, PullRequestHead, StoredDelivery, StoredJob } from '../storage/store.ts';
import { repeatWork } from './repeat-work.ts';

export interface DeliveryEffectsDependencies {
  readonly database: Database;
  readonly runControl: RunControl;
  readonly logger: Logger;
  /** Aborted when the service shuts down. */
  readonly shutdown: AbortSignal;
  readonly retryMs?: number;
}

/** What follows from webhooks after they have been answered. */
export interface DeliveryEffects {
  /** There are stored deliveries that have not had their effect, or may be: to be called at start and after each that is stored. */
  seeToStored(): void;
  /** Has it decided whether a head commit, which is stored, is measured. */
  consider(head: PullRequestHead): void;
}

/** A job whose end is told of several times meanwhile is looked at once. */
const GAP_MS = 100;
const RETRY_MS = 1_000;
/** Deliveries that are read at a time. */
const MOST_DELIVERIES = 500;
/** Runs that are seen to side by side: more would not make the workflow engine any faster. */
const LANES = 4;

export function createDeliveryEffects(deps: DeliveryEffectsDependencies): DeliveryEffects {
  const { runControl, logger, shutdown, retryMs = RETRY_MS } = deps;
  const options = { gapMs: GAP_MS, retryMs, shutdown };
  const heads = new Map<string, PullRequestHead>();
  const considerHeads = (): Promise<void> =>
    inLanes([...heads], async ([key, head]) => {
      await runControl.considerPullRequest(head);
      heads.delete(key);
    });
  const askForHeads = repeatWork(considerHeads, {
    ...options,
    onFailure: (err) => logger.warn({ err }, 'The workflow of a pull request could not be started; it is tried again'),
  });
  return {
    seeToStored: repeatWork(() => seeToDeliveries(deps), {
      ...options,
      onFailure: (err) => logger.warn({ err }, 'A workflow could not be told of a webhook; it is tried again'),
    }),
    consider(head) {
      heads.set(JSON.stringify(head), head);
      askForHeads();
    },
  };
}

/** @throws the first error, once every run has been seen to whose workflows could be told */
async function seeToDeliveries(deps: DeliveryEffectsDependencies): Promise<void> {
  for (;;) {
    const deliveries = await deps.database.listOpenDeliveries(MOST_DELIVERIES);
    await inLanes(groupByRun(deliveries), (ofRun) => seeToRun(deps, ofRun));
    if (deliveries.length < MOST_DELIVERIES) return;
  }
}

async function seeToRun(
  { database, runControl }: DeliveryEffectsDependencies,
  deliveries: readonly [StoredDelivery, ...StoredDelivery[]],
): Promise<void> {
  const [{ organisationId, runId }] = deliveries;
  const jobs = await database.storeOf(organisationId).listOpenJobs(runId);
  for (const job of jobs)
    if (deliveries.some((delivery) => concerns(delivery, job)))
      await runControl.signalJobChanged(job.workflowId, job.jobId);
  await database.settleDeliveries(deliveries);
}

/** A job of a matrix has the id of ours in its name; a branch of a mutant has not, and its job is one of the run's few. */
function concerns({ branch, ciJobName }: CiDelivery, { jobId, handle }: StoredJob): boolean {
  if (handle?.['branch'] !== branch) return !branch.startsWith('tinybug/run-');
  return ciJobName === undefined || ciJobName.includes(jobId) || handle['strategy'] !== 'sharded';
}

function groupByRun(deliveries: readonly StoredDelivery[]): [StoredDelivery, ...StoredDelivery[]][] {
  const groups = new Map<string, [StoredDelivery, ...StoredDelivery[]]>();
  for (const delivery of deliveries) {
    const group = groups.get(delivery.runId);
    if (group === undefined) groups.set(delivery.runId, [delivery]);
    else group.push(delivery);
  }
  return [...groups.values()];
}

/** Some at a time, in order; one that fails keeps no other from its turn. */
async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const errors: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item).catch((error: unknown) => {
        errors.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (errors.length > 0) throw errors[0];
}

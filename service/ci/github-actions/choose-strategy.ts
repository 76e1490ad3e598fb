import type { Settings } from '../../../shared/settings.ts';
import type { GithubAccess, GithubRepository } from '../../github/github-api.ts';
import { chooseStrategy, type CiStrategyName } from '../../planning/choose-strategy.ts';
import type { CiCapacity } from '../ci-provider.ts';
import type { SourceRequest } from '../source-provider.ts';
import { findWorkflow, requireWorkflow } from './sharded/installed-workflow.ts';

/** So long a repository is taken to be as it was, because each shard of a run asks. */
const KNOWN_FOR_MS = 10 * 60_000;
const MOST_KNOWN = 1_000;

interface RepositoryFacts {
  readonly isPrivate: boolean;
  readonly plan: string | undefined;
}

/** Finds out how GitHub Actions can measure a repository. */
export interface StrategyChooser {
  /** @throws TinybugError `workflow-not-installed` where the settings want what is not there */
  capacity(source: SourceRequest, settings: Settings): Promise<CiCapacity>;
  /** Of a run whose settings are complete, the one that was chosen at its start. */
  strategy(source: SourceRequest, settings: Settings): Promise<CiStrategyName>;
}

export function createStrategyChooser(access: GithubAccess, now: () => number): StrategyChooser {
  const facts = createMemory(now, async (github): Promise<RepositoryFacts> => {
    const { isPrivate, owner } = await github.show();
    return { isPrivate, plan: owner.isOrganisation ? await github.findPlan() : undefined };
  });
  const required = createMemory(now, requireWorkflow);

  /** Not asked where it does not matter. */
  const hasWorkflow = async (source: SourceRequest, { strategy }: Settings): Promise<boolean> => {
    if (strategy === 'branch-per-mutant') return false;
    if (strategy === undefined) return (await findWorkflow(await open(access, source))) !== undefined;
    await required(access, source);
    return true;
  };

  return {
    async capacity(source, settings) {
      const [isThere, known] = await Promise.all([hasWorkflow(source, settings), facts(access, source)]);
      return chooseStrategy({ settings, hasWorkflow: isThere, ...known });
    },
    async strategy(source, settings) {
      return settings.strategy ?? ((await hasWorkflow(source, settings)) ? 'sharded' : 'branch-per-mutant');
    },
  };
}

const open = (access: GithubAccess, { organisationId, repository }: SourceRequest): Promise<GithubRepository> =>
  access.repository(organisationId, repository.location);

/** Answers are kept for a while, failures are not. */
function createMemory<Answer>(now: () => number, ask: (github: GithubRepository) => Promise<Answer>) {
  const known = new Map<string, { readonly answer: Answer; readonly until: number }>();
  return async (access: GithubAccess, source: SourceRequest): Promise<Answer> => {
    const key = `${source.organisationId} ${source.repository.location}`;
    const recent = known.get(key);
    if (recent !== undefined && recent.until > now()) return recent.answer;
    const answer = await ask(await open(access, source));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, { answer, until: now() + KNOWN_FOR_MS });
    return answer;
  };
}

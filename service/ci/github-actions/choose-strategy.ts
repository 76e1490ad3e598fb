import type { Settings } from '../../../shared/settings.ts';
import type { GithubAccess } from '../../github/github-api.ts';
import { chooseStrategy, type CiStrategyName } from '../../planning/choose-strategy.ts';
import type { CiCapacity } from '../ci-provider.ts';
import type { SourceRequest } from '../source-provider.ts';
import { findWorkflow, requireWorkflow } from './sharded/installed-workflow.ts';

/** So long an account is taken to have the plan it had. */
const KNOWN_FOR_MS = 10 * 60_000;
const MOST_KNOWN = 1_000;

interface AccountFacts {
  readonly isPrivate: boolean;
  readonly plan: string | undefined;
}

/** Finds out how GitHub Actions can measure a repository. */
export interface StrategyChooser {
  /** @throws TinybugError `workflow-not-installed` where the settings want what is not there */
  capacity(source: SourceRequest, settings: Settings): Promise<CiCapacity>;
  strategy(source: SourceRequest, settings: Settings): Promise<CiStrategyName>;
}

export function createStrategyChooser(access: GithubAccess, now: () => number): StrategyChooser {
  const known = new Map<string, { readonly facts: AccountFacts; readonly until: number }>();

  const findFacts = async ({ organisationId, repository }: SourceRequest): Promise<AccountFacts> => {
    const key = `${organisationId} ${repository.location}`;
    const recent = known.get(key);
    if (recent !== undefined && recent.until > now()) return recent.facts;
    const github = await access.repository(organisationId, repository.location);
    const { isPrivate, owner } = await github.show();
    const facts = { isPrivate, plan: owner.isOrganisation ? await github.findPlan() : undefined };
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, { facts, until: now() + KNOWN_FOR_MS });
    return facts;
  };

  return {
    async capacity(source, settings) {
      const [hasWorkflow, facts] = await Promise.all([isWorkflowThere(access, source, settings), findFacts(source)]);
      return chooseStrategy({ settings, hasWorkflow, ...facts });
    },
    async strategy(source, settings) {
      const hasWorkflow = await isWorkflowThere(access, source, settings);
      return settings.strategy ?? (hasWorkflow ? 'sharded' : 'branch-per-mutant');
    },
  };
}

/** Not asked where it does not matter. */
async function isWorkflowThere(
  access: GithubAccess,
  { organisationId, repository }: SourceRequest,
  settings: Settings,
): Promise<boolean> {
  if (settings.strategy === 'branch-per-mutant') return false;
  const github = await access.repository(organisationId, repository.location);
  if (settings.strategy === undefined) return (await findWorkflow(github)) !== undefined;
  await requireWorkflow(github);
  return true;
}

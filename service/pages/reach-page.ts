import type { Repository, Run } from '../../shared/run.ts';
import type { UnmutatedStatement } from '../../shared/unmutated-statement.ts';
import type { Assets } from './assets.ts';
import { html, type SafeHtml } from './html.ts';
import { layoutPage } from './layout.ts';
import { runPagePath } from './page-key.ts';
import { formatCount } from './wording.ts';

/** The statements that could not be mutated for one reason. */
export interface ReachGroup {
  readonly reason: string;
  readonly total: number;
  /** The first of them. */
  readonly statements: readonly UnmutatedStatement[];
}

export interface ReportedReach {
  readonly org: string;
  readonly run: Run;
  readonly repository: Repository;
  readonly groups: readonly ReachGroup[];
}

/** The reach report of a run: which statements could not be mutated, and why. */
export function reachPage(assets: Assets, { org, run, repository, groups }: ReportedReach): string {
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  return layoutPage({
    title: `Reach of ${repository.name}`,
    assets,
    place: html`<span class="quiet">${org}</span>`,
    main: html`<div id="summary">
      <h1>Statements without a mutant</h1>
      <p class="facts quiet">
        <span><a href="${runPagePath(org, run.id)}">${repository.name}</a></span
        ><span>${formatCount(total)} ${total === 1 ? 'statement' : 'statements'}</span>
      </p>
      <p>
        Nothing was changed in these, so the score says nothing of them. Mutants that a rule or a comment leaves out are
        in the report of the run, as ignored.
      </p>
      ${groups.map(groupView)}
    </div>`,
  });
}

function groupView({ reason, total, statements }: ReachGroup): SafeHtml {
  const left = total - statements.length;
  return html`<details class="reach">
    <summary>${reason} <span class="quiet">${formatCount(total)}</span></summary>
    <ul>
      ${statements.map(({ path, line }) => html`<li><code>${path}:${line}</code></li> `)}
    </ul>
    ${left > 0 && html`<p class="quiet">and ${formatCount(left)} more, which <code>tinybug show RUN --reach</code> lists</p>`}
  </details>`;
}

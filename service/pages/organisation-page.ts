import type { Repository, Run } from '../../shared/run.ts';
import type { Assets } from './assets.ts';
import { html, type SafeHtml } from './html.ts';
import { layoutPage } from './layout.ts';
import { organisationPagePath, runPagePath } from './page-key.ts';
import { countOf, formatCount, formatDuration, formatMoment, formatShare, statusInWords } from './wording.ts';

export interface ListedRuns {
  readonly org: string;
  readonly runs: readonly { readonly run: Run; readonly repository: Repository }[];
  readonly nextCursor?: string | undefined;
}

/** An organisation's runs, newest first. */
export function organisationPage(assets: Assets, { org, runs, nextCursor }: ListedRuns): string {
  return layoutPage({
    title: `Runs of ${org}`,
    assets,
    place: html`<span class="quiet">${org}</span>`,
    main: html`<h1>Runs</h1>
      ${runs.length === 0 ? html`<p>Nothing has been measured yet. <code>tinybug measure</code> starts a run.</p>` : tableView(org, runs)}
      ${nextCursor !== undefined && html`<p><a href="${organisationPagePath(org)}?cursor=${encodeURIComponent(nextCursor)}">Older runs</a></p>`}`,
  });
}

function tableView(org: string, runs: ListedRuns['runs']): SafeHtml {
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Runs">
    <table>
      <thead>
        <tr>
          <th scope="col">Repository</th>
          <th scope="col">Started</th>
          <th scope="col">Status</th>
          <th scope="col" class="number">Score</th>
          <th scope="col" class="number">Uncaught</th>
          <th scope="col" class="number">Caught</th>
          <th scope="col" class="number">Duration</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map(({ run, repository }) => rowView(org, run, repository))}
      </tbody>
    </table>
  </div>`;
}

function rowView(org: string, run: Run, repository: Repository): SafeHtml {
  return html` <tr>
    <th scope="row"><a href="${runPagePath(org, run.id)}">${repository.name}</a></th>
    <td><time datetime="${run.createdAt}">${formatMoment(run.createdAt)}</time></td>
    <td><span class="badge badge-${run.status.toLowerCase()}">${statusInWords(run)}</span></td>
    <td class="number">${scoreInShort(run)}</td>
    <td class="number">${formatCount(countOf(run.counts, ['Survived', 'NoCoverage']))}</td>
    <td class="number">${formatCount(countOf(run.counts, ['Killed', 'Timeout']))}</td>
    <td class="number">
      ${run.endedAt !== undefined && formatDuration(Date.parse(run.endedAt) - Date.parse(run.createdAt))}
    </td>
  </tr>`;
}

function scoreInShort({ score }: Run): string {
  if (score === undefined) return '–';
  return score.score === undefined ? 'withheld' : formatShare(score.score);
}

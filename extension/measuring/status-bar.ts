import * as vscode from 'vscode';
import { hasEnded } from '../../shared/run.ts';
import type { Projects } from '../projects/project.ts';
import { standingOf } from '../triage/project-triage.ts';
import { describeOutcome, describeProgress } from './describe-run.ts';

const countMarked = (projects: Projects, ofRun: string): number =>
  projects.all.flatMap(({ results, triage }) =>
    results
      .paths()
      .flatMap((path) => results.mutantsOf(path))
      .filter(({ mutant, runId }) => runId === ofRun && standingOf(mutant.status, triage.of(mutant.id)) === 'settled'),
  ).length;

/** One item: what the run does, then what it found. */
export function createStatusBar(projects: Projects): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tinybug.status', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Tinybug';
  item.command = 'tinybug.survivors.focus';
  const update = (): void => {
    const runs = projects.all.flatMap(({ results: { latestRun } }) => latestRun ?? []);
    const run =
      runs.find(({ status }) => !hasEnded(status)) ?? runs.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
    if (run === undefined) {
      item.hide();
      return;
    }
    const isRunning = !hasEnded(run.status);
    const text = isRunning
      ? describeProgress(run, vscode.l10n.t)
      : describeOutcome(run, vscode.l10n.t, countMarked(projects, run.id));
    item.text = `$(${isRunning ? 'sync~spin' : 'bug'}) Tinybug: ${text}`;
    item.tooltip = vscode.l10n.t('Show the survivors');
    item.accessibilityInformation = { label: `Tinybug: ${text}` };
    item.show();
  };
  update();
  return vscode.Disposable.from(item, projects.onDidChange(update));
}

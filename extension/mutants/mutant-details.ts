import * as vscode from 'vscode';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import type { ServiceConnection, ServiceLink } from '../connection/service-link.ts';
import type { Log } from '../log.ts';
import type { PlacedMarks } from '../marks/placed-marks.ts';
import type { KnownMutant } from '../results/results-snapshot.ts';

/** Diff, covering tests and evidence of mutants, asked for when they are looked at. */
export interface MutantDetails {
  dispose(): void;
  get(known: KnownMutant): MutantDetail | undefined;
  /** Asks the service that is there; starts one only where a person has asked for it. Undefined where it cannot be had. */
  load(known: KnownMutant, start?: { signal: AbortSignal }): Promise<MutantDetail | undefined>;
  readonly onDidLoad: vscode.Event<readonly vscode.Uri[]>;
}

const ANSWER_TIMEOUT_MS = 10_000;
const SIDE_BY_SIDE = 4;
/** Lines of one editor whose details are fetched without being asked for. */
const LINES_AHEAD = 200;

export function createMutantDetails(link: ServiceLink, marks: PlacedMarks, log: Log): MutantDetails {
  const cache = new Map<string, MutantDetail>();
  const emitter = new vscode.EventEmitter<readonly vscode.Uri[]>();
  const keyOf = ({ mutant, runId }: KnownMutant) => `${runId} ${mutant.id}`;

  const fetchDetail = async (
    { client, organisation }: ServiceConnection,
    known: KnownMutant,
  ): Promise<MutantDetail> => {
    const detail = await client.call('showMutant', {
      params: { org: organisation, runId: known.runId, mutantId: known.mutant.id },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    cache.set(keyOf(known), detail);
    return detail;
  };
  const load: MutantDetails['load'] = async (known, start) => {
    const here = cache.get(keyOf(known));
    if (here) return here;
    const connection = start ? await link.connect(start.signal) : link.present;
    if (connection === undefined) return undefined;
    if (start) return fetchDetail(connection, known);
    return fetchDetail(connection, known).catch((error: unknown) => {
      log.error('Details of a mutant could not be read', error);
      return undefined;
    });
  };
  const loadAhead = async (uris: readonly vscode.Uri[]): Promise<void> => {
    const visible = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    for (const uri of uris.filter((each) => visible.has(each.toString()))) {
      const wanted = marks
        .linesOf(uri)
        .slice(0, LINES_AHEAD)
        .flatMap(({ uncaught: [first] }) => (first && !cache.has(keyOf(first.known)) ? [first.known] : []));
      if (wanted.length === 0 || link.present === undefined) continue;
      const next = wanted.values();
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async () => {
          for (const known of next) await load(known);
        }),
      );
      emitter.fire([uri]);
    }
  };
  const subscriptions = vscode.Disposable.from(
    emitter,
    marks.onDidChange((uris) => void loadAhead(uris)),
    vscode.window.onDidChangeVisibleTextEditors(
      (editors) => void loadAhead(editors.map(({ document }) => document.uri)),
    ),
  );
  return {
    get: (known) => cache.get(keyOf(known)),
    load,
    onDidLoad: emitter.event,
    dispose() {
      subscriptions.dispose();
    },
  };
}

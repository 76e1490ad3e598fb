import { z } from 'zod';
import { MutantId, MutantStatus } from '../../shared/mutant.ts';
import { Identifier, RunStatus, Timestamp } from '../../shared/run.ts';

const Text = z.string().max(2_000);

/** A run as the panel lists it; texts are in the editor's language already. */
export const HistoryRow = z.strictObject({
  runId: Identifier,
  status: RunStatus,
  statusText: Text,
  scoreText: Text,
  caught: z.int().min(0),
  uncaught: z.int().min(0),
  /** Of the uncaught, those that somebody has marked. */
  marked: z.int().min(0),
  withoutVerdict: z.int().min(0),
  durationText: Text,
  /** What was measured: revision, commit and which part of the project. */
  measuredText: Text,
  startedAt: Timestamp,
  startedText: Text,
});
export type HistoryRow = z.infer<typeof HistoryRow>;

/** The scores as a line in a box of `TREND_WIDTH` by `TREND_HEIGHT`. */
export const Trend = z.strictObject({
  path: z.string(),
  points: z.array(z.strictObject({ runId: Identifier, x: z.number(), y: z.number() })),
  description: Text,
});
export type Trend = z.infer<typeof Trend>;

export const MutantLine = z.strictObject({ mutantId: MutantId, place: Text, change: Text, status: MutantStatus });
export type MutantLine = z.infer<typeof MutantLine>;

export const MutantList = z.strictObject({ heading: Text, lines: z.array(MutantLine), remark: Text.optional() });
export type MutantList = z.infer<typeof MutantList>;

/** What is shown below the list: one run, or two compared. */
export const HistoryDetail = z.strictObject({
  /** One run, or the earlier and the later. */
  runIds: z.array(Identifier).min(1).max(2),
  heading: Text,
  facts: z.array(z.strictObject({ label: Text, text: Text })),
  lists: z.array(MutantList),
});
export type HistoryDetail = z.infer<typeof HistoryDetail>;

export const HistoryLabels = z.strictObject({
  title: Text,
  refresh: Text,
  noRuns: Text,
  runs: Text,
  compared: Text,
  started: Text,
  measured: Text,
  outcome: Text,
  score: Text,
  caught: Text,
  uncaught: Text,
  marked: Text,
  withoutVerdict: Text,
  duration: Text,
  trend: Text,
  select: Text,
  show: Text,
  compare: Text,
  openInBrowser: Text,
  exportReport: Text,
  none: Text,
});
export type HistoryLabels = z.infer<typeof HistoryLabels>;

export const History = z.strictObject({
  labels: HistoryLabels,
  rows: z.array(HistoryRow),
  trend: Trend.optional(),
  remark: Text,
});
export type History = z.infer<typeof History>;

/** What the extension tells the panel. */
export const MessageToPanel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('history'), folder: z.string(), history: History }),
  z.strictObject({ type: z.literal('detail'), detail: HistoryDetail }),
  z.strictObject({ type: z.literal('problem'), text: Text }),
  z.strictObject({ type: z.literal('working'), text: Text }),
]);
export type MessageToPanel = z.infer<typeof MessageToPanel>;

/** What the panel asks of the extension. */
export const MessageFromPanel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), hasHistory: z.boolean() }),
  z.strictObject({ type: z.literal('refresh') }),
  z.strictObject({ type: z.literal('show'), runId: Identifier }),
  z.strictObject({ type: z.literal('compare'), runIds: z.tuple([Identifier, Identifier]) }),
  z.strictObject({ type: z.literal('open-in-browser'), runId: Identifier }),
  z.strictObject({ type: z.literal('export-report'), runId: Identifier }),
]);
export type MessageFromPanel = z.infer<typeof MessageFromPanel>;

/** What the editor keeps of a panel while it is hidden or the window closed. */
export const PanelState = z.strictObject({
  folder: z.string(),
  history: History,
  detail: HistoryDetail.optional(),
  selected: z.array(Identifier).max(2),
});
export type PanelState = z.infer<typeof PanelState>;

import type { MutantResult as ReportMutant, MutantStatus as ReportStatus } from 'mutation-testing-report-schema/api';
import type { MutantStatus } from '../../shared/mutant.ts';
import type { KillingTest, MeasuredMutant } from '../../shared/mutant-result.ts';
import type { Triage } from '../../shared/triage.ts';
import { describeMark } from './describe-mark.ts';
import type { StoredMutant, StoredTest } from '../storage/store.ts';

/** Statuses as the report schema knows them: it has none for unreliable tests. */
const REPORT_STATUS: Record<MutantStatus, ReportStatus> = {
  Killed: 'Killed',
  Survived: 'Survived',
  Timeout: 'Timeout',
  NoCoverage: 'NoCoverage',
  RuntimeError: 'RuntimeError',
  CompileError: 'CompileError',
  Ignored: 'Ignored',
  Pending: 'Pending',
  Flaky: 'Ignored',
};

/** Ids of tests in the report, by pytest's node id. */
export type ReportTestIds = ReadonlyMap<string, string>;

/** A test's number stands for it: node ids are long, and import-time code is covered by every test, so they would be most of a report. */
export const reportTestIds = (tests: readonly StoredTest[]): ReportTestIds =>
  new Map(tests.map(({ index, id }) => [id, String(index)]));

/** A mutant with its result, as the report schema spells it. Its status is as measured; a mark stands in the reason. */
export function toReportMutant(
  { mutant, status, statusReason, coveredBy, result }: StoredMutant,
  testIds: ReportTestIds,
  triage: Triage | undefined,
): ReportMutant {
  const measuredReason = statusReason ?? describeKill(result?.evidence.killingTest);
  const reasons = [triage && describeMark(triage, status), measuredReason].filter((text) => text !== undefined);
  return {
    id: mutant.id,
    mutatorName: mutant.mutatorName,
    location: mutant.location,
    replacement: mutant.replacement,
    static: mutant.static,
    coveredBy: coveredBy.map(String),
    ...toReportVerdict(
      {
        status,
        statusReason: reasons.length > 0 ? reasons.join('\n') : undefined,
        killedBy: result?.killedBy ?? [],
      },
      testIds,
    ),
    ...(result && { duration: result.evidence.wallMs, testsCompleted: result.evidence.testsRun }),
  };
}

/** What changes in a mutant of the report when its result arrives. */
export function toReportVerdict(
  {
    status,
    statusReason,
    killedBy,
  }: Pick<MeasuredMutant, 'status' | 'killedBy'> & { statusReason?: string | undefined },
  testIds: ReportTestIds,
): Pick<ReportMutant, 'status' | 'statusReason' | 'killedBy'> {
  const reason = status === 'Flaky' ? `Flaky: ${statusReason ?? 'the tests do not always agree.'}` : statusReason;
  return {
    status: REPORT_STATUS[status],
    ...(reason !== undefined && { statusReason: reason }),
    killedBy: killedBy.map((id) => testIds.get(id) ?? id),
  };
}

function describeKill(killingTest: KillingTest | undefined): string | undefined {
  if (killingTest === undefined) return undefined;
  const { exception, message, file, line } = killingTest;
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `${exception}: ${message}${place}`;
}

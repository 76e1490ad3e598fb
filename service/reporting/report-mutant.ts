import type { MutantResult as ReportMutant, MutantStatus as ReportStatus } from 'mutation-testing-report-schema/api';
import type { MutantStatus } from '../../shared/mutant.ts';
import type { KillingTest, MeasuredMutant } from '../../shared/mutant-result.ts';
import type { StoredMutant } from '../storage/store.ts';

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

/** A mutant with its result, as the report schema spells it. */
export function toReportMutant(
  { mutant, status, statusReason, coveredBy, result }: StoredMutant,
  testIds: ReadonlyMap<number, string>,
): ReportMutant {
  const killingTest = result?.evidence.killingTest;
  return {
    id: mutant.id,
    mutatorName: mutant.mutatorName,
    location: mutant.location,
    replacement: mutant.replacement,
    static: mutant.static,
    coveredBy: coveredBy.flatMap((index) => testIds.get(index) ?? []),
    ...toReportVerdict({ status, statusReason: statusReason ?? describeKill(killingTest), killedBy: result?.killedBy ?? [] }),
    ...(result && { duration: result.evidence.wallMs, testsCompleted: result.evidence.testsRun }),
  };
}

/** What changes in a mutant of the report when its result arrives. */
export function toReportVerdict({
  status,
  statusReason,
  killedBy,
}: Pick<MeasuredMutant, 'status' | 'killedBy'> & { statusReason?: string | undefined }): Pick<
  ReportMutant,
  'status' | 'statusReason' | 'killedBy'
> {
  const reason = status === 'Flaky' ? `Flaky: ${statusReason ?? 'the tests do not always agree.'}` : statusReason;
  return { status: REPORT_STATUS[status], ...(reason !== undefined && { statusReason: reason }), killedBy };
}

function describeKill(killingTest: KillingTest | undefined): string | undefined {
  if (killingTest === undefined) return undefined;
  const { exception, message, file, line } = killingTest;
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `${exception}: ${message}${place}`;
}

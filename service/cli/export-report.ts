import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { ServiceConnection } from './service-connection.ts';
import { writeFileWhole } from './write-file-whole.ts';

/** The run's report in the mutation-testing-report-schema, as text that ends with a line end. */
export async function readReport({ client }: ServiceConnection, runId: string): Promise<string> {
  const report = await client.call('exportReport', { params: { org: EMBEDDED_ORGANISATION, runId } });
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

export async function exportReport(connection: ServiceConnection, runId: string, file: string): Promise<void> {
  await writeFileWhole(file, await readReport(connection, runId));
}

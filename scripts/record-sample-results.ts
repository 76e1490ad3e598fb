/** Measures the sample project and writes what the editor shows of it without a service: `npm run record-sample-results`. */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalService } from '../extension/connection/local-service.ts';
import { createServiceLink, type ServiceLink } from '../extension/connection/service-link.ts';
import { followRun } from '../extension/measuring/follow-run.ts';
import { requestOfScope } from '../extension/measuring/measure-scope.ts';
import { createProjectResults } from '../extension/results/project-results.ts';
import { StoredResults } from '../extension/results/results-snapshot.ts';
import { projectRoot } from './python-tools.ts';

async function measure(link: ServiceLink, location: string, signal: AbortSignal): Promise<StoredResults> {
  const { client, organisation: org } = await link.connect(signal);
  const repository = await client.call('registerRepository', {
    params: { org },
    body: { ciProvider: 'local', location },
  });
  const body = requestOfScope({ kind: 'project' }, { repositoryId: repository.id });
  const run = await client.call('startRun', { params: { org }, body, idempotencyKey: randomUUID() });
  const results = createProjectResults();
  results.begin(run, { kind: 'project' });
  await followRun({
    runId: run.id,
    afterSequence: 0,
    connect: (connecting) => link.connect(connecting),
    onEvents: (events) => results.apply(events),
    signal,
  });
  const texts = await Promise.all(
    results.paths().map(async (file) => {
      const source = await client.call('showSource', { params: { org, runId: run.id }, query: { path: file } });
      return { runId: run.id, ...source };
    }),
  );
  return StoredResults.parse({ results: results.snapshot(), texts });
}

const folder = mkdtempSync(path.join(tmpdir(), 'tinybug-sample-'));
const ending = new AbortController();
const link = createServiceLink({
  fetch,
  readConfigured: () => Promise.resolve(undefined),
  startLocal: (signal) =>
    startLocalService({
      command: [process.execPath, path.join(projectRoot, 'dist', 'cli.js')],
      environment: { ...process.env, TINYBUG_DATA: path.join(folder, 'data') },
      onProgress: (line) => console.error(line),
      signal,
    }),
});
try {
  const project = path.join(folder, 'shop');
  cpSync(path.join(projectRoot, 'media', 'sample'), project, { recursive: true });
  const stored = await measure(link, project, ending.signal);
  writeFileSync(path.join(projectRoot, 'media', 'extension', 'sample-results.json'), `${JSON.stringify(stored)}\n`);
  console.log(`${stored.results.mutants.length} mutants recorded`);
} finally {
  link.dispose();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

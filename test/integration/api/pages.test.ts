import assert from 'node:assert/strict';
import { organisationPagePath, pageKey, runPageAddress, runPagePath } from '../../../service/pages/page-key.ts';
import { ACCESS_KEY_SECRET, type ApiServer, requestApi, startApiServer } from '../../helpers/api-server.ts';
import { completeRun, createSampleResult, prepareSampleRun, type SampleRun } from '../../helpers/sample-run.ts';

/** The data of one summary after the other. */
function createEventReader(response: Response) {
  const events = readServerSentEvents(response, 'summary');
  return {
    async next(): Promise<string> {
      const { value } = await events.next();
      return String(value);
    },
  };
}

async function* readServerSentEvents(response: Response, name: string): AsyncGenerator<string, void, void> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk);
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (event.includes(`event: ${name}`)) yield event;
    }
  }
}

describe('Pages', () => {
  let api: ApiServer;
  let sample: SampleRun;
  let page: string;
  let runCookie: string;
  before(async () => {
    api = await startApiServer();
    sample = await prepareSampleRun(api.organisation.store);
    page = api.origin + runPagePath('local', sample.run.id);
    runCookie = `tinybug-run=${pageKey(ACCESS_KEY_SECRET, 'local', sample.run.id)}`;
  });
  after(() => api.close());

  const get = (address: string, headers: Record<string, string> = {}) =>
    fetch(address, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });

  it('open by their link, which leaves a cookie for that page alone and an address without the key', async () => {
    const response = await get(runPageAddress(api.origin, ACCESS_KEY_SECRET, 'local', sample.run.id));
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), runPagePath('local', sample.run.id));
    assert.equal(
      response.headers.get('set-cookie'),
      `${runCookie}; Path=${runPagePath('local', sample.run.id)}; HttpOnly; SameSite=Strict`,
    );
    const opened = await get(page, { cookie: runCookie });
    assert.equal(opened.status, 200);
    assert.match(await opened.text(), /<h1>sample<\/h1>/);
  });

  it('are opened by the link that showPageLink gives to who may read the run', async () => {
    const shown = await requestApi(api, `/runs/${sample.run.id}/page-link`);
    const { path } = (await shown.json()) as { path: string };
    assert.equal(`${api.origin}${path}`, runPageAddress(api.origin, ACCESS_KEY_SECRET, 'local', sample.run.id));
    assert.equal((await requestApi(api, `/runs/${crypto.randomUUID()}/page-link`)).status, 404);
    assert.equal((await fetch(`${api.origin}/api/orgs/local/runs/${sample.run.id}/page-link`)).status, 401);
  });

  it('take the step to the clean address themselves where a strict cookie does not follow a redirect', async () => {
    const link = runPageAddress(api.origin, ACCESS_KEY_SECRET, 'local', sample.run.id);
    const response = await get(link, { 'sec-fetch-site': 'cross-site' });
    assert.equal(response.status, 200);
    assert.match(
      await response.text(),
      new RegExp(`http-equiv="refresh" content="0;url=${runPagePath('local', sample.run.id)}"`),
    );
    assert.ok(response.headers.get('set-cookie')?.startsWith(runCookie));
  });

  it('say without a key how to get one, whatever is asked for', async () => {
    const unknown = `${api.origin}${runPagePath('local', crypto.randomUUID())}`;
    const addresses = [
      page,
      `${page}/report.json`,
      `${page}/summary-events`,
      unknown,
      `${page}?key=`,
      `${page}?key=${pageKey('another', 'local', sample.run.id)}`,
      `${api.origin}/orgs/local`,
      `${api.origin}/orgs/nobody`,
    ];
    for (const address of addresses) {
      const response = await get(address);
      assert.equal(response.status, 401, address);
      assert.match(await response.text(), /Open the link that Tinybug prints/);
    }
  });

  it('of one run open with its key, and nothing else does', async () => {
    const second = await prepareSampleRun(api.organisation.store);
    const secondPage = api.origin + runPagePath('local', second.run.id);
    assert.equal((await get(secondPage, { cookie: runCookie })).status, 401);
    assert.equal((await get(`${secondPage}?key=${pageKey(ACCESS_KEY_SECRET, 'local', sample.run.id)}`)).status, 401);
    assert.equal((await get(`${api.origin}/orgs/local`, { cookie: runCookie })).status, 401);
    const foreign = await prepareSampleRun(api.other.store);
    const asLocal = `tinybug-run=${pageKey(ACCESS_KEY_SECRET, 'local', foreign.run.id)}`;
    assert.equal((await get(api.origin + runPagePath('local', foreign.run.id), { cookie: asLocal })).status, 404);
  });

  it('have one for the statements without a mutant, which the key of its run opens', async () => {
    const { store } = api.organisation;
    const { run } = await prepareSampleRun(store);
    await store.saveUnmutatedStatements(run.id, [{ path: 'a.py', line: 7, reason: 'Imports are not mutated.' }]);
    const address = `${api.origin}${runPagePath('local', run.id)}/reach`;
    assert.equal((await get(address)).status, 401);
    const key = pageKey(ACCESS_KEY_SECRET, 'local', run.id);
    const text = await (await get(address, { cookie: `tinybug-run=${key}` })).text();
    assert.match(text, /Imports are not mutated\.[^]*a\.py:7/);
    const foreign = await prepareSampleRun(api.other.store);
    const asLocal = `tinybug-run=${pageKey(ACCESS_KEY_SECRET, 'local', foreign.run.id)}`;
    const foreignAddress = `${api.origin}${runPagePath('local', foreign.run.id)}/reach`;
    assert.equal((await get(foreignAddress, { cookie: asLocal })).status, 404);
  });

  it('open nothing of the API', async () => {
    const cookie = `tinybug-organisation=${pageKey(ACCESS_KEY_SECRET, 'local')}; ${runCookie}`;
    const response = await get(`${api.origin}/api/orgs/local/runs/${sample.run.id}/cancel`, { cookie });
    assert.equal(response.status, 404);
    const cancel = await fetch(`${api.origin}/api/orgs/local/runs/${sample.run.id}/cancel`, {
      method: 'POST',
      headers: { cookie },
    });
    assert.equal(cancel.status, 401);
    assert.deepEqual(api.runControl.calls, []);
  });

  it('of an organisation list its runs with their scores, and its key opens each of them', async () => {
    const { store } = api.organisation;
    const measured = await prepareSampleRun(store);
    await store.recordResults(
      measured.run.id,
      measured.mutants.map((mutant, index) => createSampleResult(mutant, index < 5 ? 'Survived' : 'Killed')),
    );
    await completeRun(store, measured.run.id);
    const cookie = `tinybug-organisation=${pageKey(ACCESS_KEY_SECRET, 'local')}`;
    const list = await (await get(`${api.origin}${organisationPagePath('local')}`, { cookie })).text();
    assert.match(list, new RegExp(`<a href="${runPagePath('local', measured.run.id)}">sample</a>`));
    assert.match(list, /75\.0 %/);
    assert.equal((await get(api.origin + runPagePath('local', measured.run.id), { cookie })).status, 200);
    assert.equal((await get(`${api.origin}/orgs/other`, { cookie })).status, 401);
  });

  it('forbid everything that does not come from their own origin, and inline scripts', async () => {
    const response = await get(page, { cookie: runCookie });
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('x-powered-by'), null);
    const text = await response.text();
    assert.ok([...text.matchAll(/(?:src|href)="([^"]*)"/g)].every(([, address = '']) => /^[/#](?!\/)/.test(address)));
    assert.doesNotMatch(text, /<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
  });

  it('load files that browsers may keep for ever, because their addresses change with them', async () => {
    const text = await (await get(page, { cookie: runCookie })).text();
    const addresses = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]*)"/g)].map(([, address = '']) => address);
    assert.equal(new Set(addresses).size, 4);
    for (const address of addresses) {
      const response = await fetch(api.origin + address);
      assert.equal(response.status, 200, address);
      assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    }
    assert.equal((await fetch(`${api.origin}/assets/0000000000000000/tinybug.css`)).status, 404);
  });

  it('have a page for what is not there', async () => {
    const response = await get(`${api.origin}/nothing/here`);
    assert.equal(response.status, 404);
    assert.match(await response.text(), /<h1>Not found<\/h1>/);
  });

  it('keep their keys out of the log', async () => {
    await get(runPageAddress(api.origin, ACCESS_KEY_SECRET, 'local', sample.run.id));
    assert.ok(api.log.length > 0);
    assert.ok(!api.log.join('').includes(pageKey(ACCESS_KEY_SECRET, 'local', sample.run.id)));
  });

  it('of an ended run send their summary again when a mutant is marked, and say who marked it and why', async () => {
    const { store } = api.organisation;
    const ended = await prepareSampleRun(store);
    await store.recordResults(
      ended.run.id,
      ended.mutants.map((mutant, index) => createSampleResult(mutant, index < 5 ? 'Survived' : 'Killed')),
    );
    await completeRun(store, ended.run.id);
    const cookie = `tinybug-run=${pageKey(ACCESS_KEY_SECRET, 'local', ended.run.id)}`;
    const address = api.origin + runPagePath('local', ended.run.id);
    assert.equal((await get(`${address}/triage-events`)).status, 401);
    const reading = new AbortController();
    const response = await fetch(`${address}/triage-events`, { headers: { cookie }, signal: reading.signal });
    const reader = createEventReader(response);
    assert.doesNotMatch(await reader.next(), /Marked as/);
    const mark = { kind: 'equivalent', reason: 'a < b & c', proposedBy: 'agent' } as const;
    const mutantId = ended.mutants[0]?.id ?? '';
    await store.recordTriage(ended.run.repositoryId, { mutantId, by: 'ada', mark });
    assert.match(await reader.next(), /Marked as equivalent by ada on [\d-]+, proposed by an agent: a &lt; b &amp; c/);
    await store.recordTriage(ended.run.repositoryId, { mutantId, by: 'ada' });
    assert.doesNotMatch(await reader.next(), /Marked as/);
    reading.abort();
  });

  it('tell the report what changed: every result as mutant-tested, then finished', async () => {
    const { store } = api.organisation;
    const live = await prepareSampleRun(store);
    const cookie = `tinybug-run=${pageKey(ACCESS_KEY_SECRET, 'local', live.run.id)}`;
    const address = `${api.origin}${runPagePath('local', live.run.id)}/report-events`;
    const [killed, survived] = live.mutants;
    assert.ok(killed && survived);
    await store.recordResults(live.run.id, [createSampleResult(killed, 'Killed')]);
    const response = await get(address, { cookie });
    await store.recordResults(live.run.id, [createSampleResult(survived, 'Survived')]);
    await completeRun(store, live.run.id);
    const events = [...(await response.text()).matchAll(/event: (.*)\ndata: (.*)\n\n/g)].map(([, name, data = '']) => [
      name,
      JSON.parse(data) as unknown,
    ]);
    assert.deepEqual(events, [
      ['mutant-tested', { id: killed.id, status: 'Killed', killedBy: ['1'] }],
      ['mutant-tested', { id: survived.id, status: 'Survived', killedBy: [] }],
      ['finished', {}],
    ]);
  });
});

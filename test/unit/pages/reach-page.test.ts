import assert from 'node:assert/strict';
import type { Assets } from '../../../service/pages/assets.ts';
import { reachPage, type ReachGroup } from '../../../service/pages/reach-page.ts';
import { createRepository, createRun } from '../../helpers/create-run.ts';

const asset = { address: '/assets/0/file', body: Buffer.of(), type: 'text/css' };
const assets = new Proxy({}, { get: () => asset }) as Assets;

const pageOf = (...groups: ReachGroup[]): string =>
  reachPage(assets, { org: 'local', run: createRun(), repository: createRepository(), groups });

const IMPORTS = 'Imports are not mutated.';

describe('reachPage', () => {
  it('has each reason with its count, and the statements under it', () => {
    const text = pageOf({
      reason: IMPORTS,
      total: 2,
      statements: [
        { path: 'a.py', line: 1, reason: IMPORTS },
        { path: 'a.py', line: 3, reason: IMPORTS },
      ],
    });
    assert.match(text, /<details class="reach">\s*<summary>Imports are not mutated\. <span class="quiet">2<\/span>/);
    assert.match(text, /a\.py:1<\/code>[^]*a\.py:3<\/code>/);
    assert.doesNotMatch(text, / more, which/);
  });

  it('says how many more there are than it lists', () => {
    const text = pageOf({ reason: IMPORTS, total: 1_201, statements: [{ path: 'a.py', line: 1, reason: IMPORTS }] });
    assert.match(text, /and 1,200 more/);
  });

  it('leads back to the run', () => {
    assert.ok(pageOf().includes(`href="/orgs/local/results/${createRun().id}"`));
  });

  it('escapes what comes from the repository', () => {
    const hostile = '<img src=x onerror=alert(1)>.py';
    const text = pageOf({ reason: IMPORTS, total: 1, statements: [{ path: hostile, line: 1, reason: IMPORTS }] });
    assert.ok(!text.includes('<img src=x'));
    assert.ok(text.includes('&lt;img src=x'));
  });
});

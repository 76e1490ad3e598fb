import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { build } from 'esbuild';
import { SAMPLE_FILES } from '../../../extension/projects/sample-files.ts';
import { matchRepository } from '../../../extension/repositories/match-repository.ts';
import { webExtension } from '../../../scripts/build-extension.mjs';
import type { Repository } from '../../../shared/run.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('The extension for browsers', () => {
  it('asks for nothing but vscode: no Node, and no package that is not in it', async () => {
    const { metafile, outputFiles } = await build({ ...webExtension, sourcemap: false, metafile: true, write: false });
    const [output] = Object.values(metafile.outputs);
    assert.deepEqual(
      output?.imports.map((each) => each.path).filter((name) => name !== 'vscode'),
      [],
    );
    const inputs = Object.keys(metafile.inputs);
    const builtIn = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    assert.deepEqual(
      inputs.filter((name) => builtIn.has(name) || /local-service|run-git|start-tinybug/.test(name)),
      [],
    );
    assert.ok(inputs.includes('extension/start-extension.ts'), 'it is the same extension');
    const [bundle] = outputFiles;
    const size = gzipSync(bundle?.contents ?? '').length;
    assert.ok(size > 0 && size < 200 * 1024, `${size} bytes, compressed`);
  });

  it('copies every file of the sample', () => {
    const folder = path.join(root, 'media', 'sample');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
    assert.deepEqual(files.toSorted(), SAMPLE_FILES.toSorted());
  });
});

describe('matchRepository', () => {
  const repository = (location: string, ciProvider: Repository['ciProvider']): Repository => ({
    id: '018f6d3e-0000-7000-8000-000000000000',
    name: location,
    ciProvider,
    location,
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const known = [repository('acme/shop', 'github-actions'), repository('/acme/tools', 'local')];

  it('finds the repository that a folder of a server is named after, in any case', () => {
    assert.equal(matchRepository({ scheme: 'vscode-vfs', path: '/Acme/Shop' }, known), known[0]);
    assert.equal(matchRepository({ scheme: 'vscode-vfs', path: '/Acme/Shop/src' }, known), known[0]);
  });

  it('takes neither a folder on disk nor a folder of another machine for one', () => {
    assert.equal(matchRepository({ scheme: 'file', path: '/acme/shop' }, known), undefined);
    assert.equal(matchRepository({ scheme: 'vscode-vfs', path: '/acme/tools' }, known), undefined);
    assert.equal(matchRepository({ scheme: 'vscode-vfs', path: '/acme' }, known), undefined);
  });
});

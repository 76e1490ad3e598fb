import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { z } from 'zod';
import { StoredResults } from '../../../extension/results/results-snapshot.ts';
import { VIEW_STATES } from '../../../extension/survivors/view-state.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const readText = (name: string): string => readFileSync(path.join(root, name), 'utf8');

const Menu = z.array(z.object({ command: z.string(), when: z.string().optional() }));
const Manifest = z.object({
  activationEvents: z.array(z.string()),
  contributes: z.object({
    commands: z.array(z.object({ command: z.string() })),
    languageModelTools: z.array(z.object({ name: z.string() })),
    menus: z.record(z.string(), Menu),
    configuration: z.object({ properties: z.record(z.string(), z.object({ scope: z.string() })) }),
    colors: z.array(z.object({ id: z.string() })),
    views: z.object({ tinybug: z.array(z.object({ id: z.string() })) }),
    viewsWelcome: z.array(z.object({ contents: z.string(), when: z.string() })),
  }),
});

const manifestText = readText('package.json');
const { activationEvents, contributes } = Manifest.parse(JSON.parse(manifestText));
const texts = z.record(z.string(), z.string()).parse(JSON.parse(readText('package.nls.json')));
/** Programs that are looked for, which only look like names of ours. */
const PROGRAMS = new Set(['tinybug.cmd', 'tinybug.exe']);
const code = readdirSync(path.join(root, 'extension'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readText(path.join('extension', name)))
  .join('\n');
const all = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map(([, found = '']) => found));

describe("The extension's manifest", () => {
  it('names every setting that the code reads, and no other', () => {
    const read = all(readText('extension/configuration.ts'), /\.get<[^>]+>\('([\w.]+)'/g);
    const named = Object.keys(contributes.configuration.properties).map((name) => name.replace('tinybug.', ''));
    assert.deepEqual([...read].toSorted(), named.toSorted());
  });

  it('lets no workspace choose where the service is or what is started', () => {
    for (const name of ['service.url', 'service.organisation', 'embedded.command'])
      assert.equal(contributes.configuration.properties[`tinybug.${name}`]?.scope, 'machine', name);
  });

  it('names every command, view and color that the code uses', () => {
    const commands = new Set(contributes.commands.map(({ command }) => command));
    const views = contributes.views.tinybug.map(({ id }) => id);
    const colors = contributes.colors.map(({ id }) => id);
    const known = new Set([
      ...commands,
      ...views,
      ...colors,
      ...views.map((view) => `${view}.focus`),
      'tinybug.state',
      'tinybug.status',
    ]);
    const settings = new Set(Object.keys(contributes.configuration.properties));
    const used = [...all(code, /['"`](tinybug\.[\w.]*\w)['"`]/g)].filter((name) => !settings.has(name));
    const sections = new Set([...settings].map((name) => name.split('.').slice(0, 2).join('.')));
    assert.deepEqual(
      used.filter((name) => !known.has(name) && !PROGRAMS.has(name) && !sections.has(name)),
      [],
    );
  });

  it('names exactly the tools for language models that the code registers', () => {
    const registered = all(code, /registerTool\('(\w+)'/g);
    assert.deepEqual([...registered].toSorted(), contributes.languageModelTools.map(({ name }) => name).toSorted());
    assert.ok(registered.size <= 4, 'a model has few tools to spare for one extension');
  });

  it('has menus of its own commands only', () => {
    const commands = new Set(contributes.commands.map(({ command }) => command));
    const inMenus = Object.values(contributes.menus).flat();
    assert.deepEqual(
      inMenus.filter(({ command }) => !commands.has(command)),
      [],
    );
  });

  it('has a welcome for every state but that with results, and for no other', () => {
    const states = all(contributes.viewsWelcome.map(({ when }) => when).join('\n'), /tinybug\.state == (\w+)/g);
    assert.deepEqual([...states].toSorted(), VIEW_STATES.filter((state) => state !== 'results').toSorted());
  });

  it('has a text for every placeholder, and no text without one', () => {
    assert.deepEqual([...all(manifestText, /"%([\w.]+)%"/g)].toSorted(), Object.keys(texts).toSorted());
  });

  it('never activates everywhere', () => {
    assert.ok(!activationEvents.includes('*') && !activationEvents.includes('onStartupFinished'));
  });

  it('names pictures that are there', () => {
    for (const file of all(manifestText, /"((?:media|extension)\/[\w./-]+)"/g))
      assert.ok(existsSync(path.join(root, file)), file);
  });
});

describe('The VSIX', () => {
  it('holds the bundle, pictures, texts and the sample, and nothing else', async () => {
    const listed = await listFiles({ cwd: root, packageManager: PackageManager.None });
    // The option `readmePath` of the packaging, which a listing does not know, puts the extension's own in its place.
    const files = listed.filter((file) => file !== 'README.md');
    const expected = [
      /^package(\.nls)?\.json$/,
      /^CHANGELOG\.md$/,
      /^extension\/README\.md$/,
      /^dist\/extension\/(web-)?extension\.cjs$/,
      /^dist\/extension\/history-view\.js$/,
      /^extension\/walkthrough\/\w+\.md$/,
      /^media\/extension\/[\w-]+\.(svg|png|json|css)$/,
      /^media\/sample\/[\w./-]+$/,
    ];
    assert.deepEqual(
      files.filter((file) => !expected.some((pattern) => pattern.test(file))),
      [],
    );
    for (const wanted of ['package.json', 'package.nls.json', 'extension/README.md', 'media/extension/icon.png'])
      assert.ok(files.includes(wanted), wanted);
  });
});

describe('The sample results that come with the extension', () => {
  const stored = StoredResults.parse(JSON.parse(readText('media/extension/sample-results.json')));

  it('are of the sample as it is (npm run record-sample-results)', () => {
    assert.deepEqual(stored.texts.map(({ path: file }) => file).toSorted(), [
      'shop/cart.py',
      'shop/discounts.py',
      'shop/shipping.py',
    ]);
    for (const { path: file, text } of stored.texts) assert.equal(text, readText(`media/sample/${file}`));
  });

  it('are of a complete run with mutants of each of the two uncaught kinds', () => {
    assert.deepEqual(
      stored.results.runs.map(({ status }) => status),
      ['Completed'],
    );
    const statuses = new Set(stored.results.mutants.map(({ mutant }) => mutant.status));
    assert.ok(statuses.has('Survived') && statuses.has('NoCoverage') && statuses.has('Killed'));
  });
});

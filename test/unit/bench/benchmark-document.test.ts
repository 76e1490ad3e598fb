import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { replaceSection } from '../../../scripts/bench/benchmark-document.ts';
import { markdownTable } from '../../../scripts/bench/markdown-table.ts';
import { RIVALS } from '../../../scripts/bench/rivals/registry.ts';

describe('The document of the benchmarks', () => {
  const read = () => readFile(new URL('../../../docs/benchmarks.md', import.meta.url), 'utf8');

  it('keeps everything outside of the section that replaceSection writes', () => {
    const text = 'before\n<!-- begin scale -->\n\nold\n\n<!-- end scale -->\nafter';
    assert.equal(
      replaceSection(text, 'scale', 'new $& text'),
      'before\n<!-- begin scale -->\n\nnew $& text\n\n<!-- end scale -->\nafter',
    );
    assert.throws(() => replaceSection(text, 'workers', ''), /no line <!-- begin workers -->/);
  });

  it('has a place for every section', async () => {
    const text = await read();
    for (const section of ['comparison', 'scale', 'workers'] as const)
      assert.match(replaceSection(text, section, 'here it is'), /here it is/);
  });

  it('says for every tool how its mutants are counted', async () => {
    const text = await read();
    for (const { distribution } of RIVALS) {
      const [name = ''] = distribution.split('==');
      assert.match(text, new RegExp(`^\\| ${name} `, 'm'));
    }
  });

  it('holds tables whose cells cannot break them', () => {
    assert.equal(
      markdownTable(['', 'a', 'remarks'], [['x', '1', 'p | q']]),
      ['|     |   a | remarks |', '| --- | --: | ------- |', '| x   |   1 | p \\| q  |'].join('\n'),
    );
  });
});

import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { describePacks, readPackOutcomes, type PackOutcomes } from '../../../../scripts/packs/pack-outcomes.ts';

const REPORT = `<testsuites><testsuite>
<testcase classname="tests.test_packs" name="test_every_mutant[closures]" time="1.2" />
<testcase classname="tests.test_packs" name="test_every_mutant[endless]" time="9"><failure message="a &lt; b">…</failure></testcase>
<testcase classname="tests.test_packs" name="test_every_mutant[subtests]" time="0"><skipped type="pytest.skip" message="no" /></testcase>
<testcase classname="tests.test_packs" name="test_every_mutant[twins]" time="1"><skipped type="pytest.xfail" message="k" /></testcase>
<testcase classname="tests.test_flaky" name="test_without_a_pack" time="1" />
</testsuite></testsuites>`;

describe('readPackOutcomes', () => {
  it('tells known failures from packs that were skipped and from wrong ones', () => {
    assert.deepEqual(
      [...readPackOutcomes(REPORT)],
      [
        ['closures', 'right'],
        ['endless', 'wrong'],
        ['subtests', 'not here'],
        ['twins', 'known failure'],
      ],
    );
  });

  it('counts a pack that is wrong in one of its tests as wrong, in whatever order they ran', () => {
    const twice = (first: string, second: string): string =>
      `<testcase name="by_hand[twins]" time="1">${first}</testcase><testcase name="forked[twins]" time="1">${second}</testcase>`;
    assert.equal(readPackOutcomes(twice('<failure>…</failure>', '<system-out/>')).get('twins'), 'wrong');
    assert.equal(readPackOutcomes(twice('<system-out/>', '<failure>…</failure>')).get('twins'), 'wrong');
    assert.equal(
      readPackOutcomes(twice('<skipped type="pytest.xfail"/>', '<system-out/>')).get('twins'),
      'known failure',
    );
  });

  it('finds no pack in a report that was never written', () => {
    assert.equal(readPackOutcomes('').size, 0);
  });
});

describe('describePacks', () => {
  it('shows a pack that ran on one version only as absent on the others', () => {
    const table = describePacks(
      new Map<string, PackOutcomes>([
        ['3.9', new Map([['twins', 'wrong']])],
        ['3.13', new Map([['closures', 'right']])],
      ]),
    );
    const rows = stripVTControlCharacters(table)
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    assert.deepEqual(rows.slice(0, 3), [
      ['3.9', '3.13'],
      ['closures', '-', '✓'],
      ['twins', '✗', '-'],
    ]);
  });
});

import assert from 'node:assert/strict';
import { readJunitReport } from '../../../scripts/read-junit-report.ts';

const REPORT = `<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="5">
<testcase classname="tests.test_a" name="test_good" time="0.1" />
<testcase classname="tests.test_a" name="test_red[&lt;1&gt;]" time="0.1">
<failure message="assert 1 &lt; 0&#10; more">def test_red():\n&gt;   assert 1 &lt; 0</failure></testcase>
<testcase classname="" name="tests.test_b" time="0.0"><error message="collection failure">boom</error></testcase>
<testcase classname="tests.test_a" name="test_skipped"><skipped message="no">x</skipped></testcase>
</testsuite></testsuites>`;

describe('readJunitReport', () => {
  it('counts what passed and names what failed, with its message', () => {
    assert.deepEqual(readJunitReport(REPORT), {
      passed: 2,
      skipped: 1,
      failures: [
        { title: 'tests.test_a::test_red[<1>]', message: 'assert 1 < 0\n more\ndef test_red():\n>   assert 1 < 0' },
        { title: 'tests.test_b', message: 'collection failure\nboom' },
      ],
    });
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { readJunitReports } from '../../../../../service/ci/github-actions/branch-per-mutant/junit-report.ts';
import { createNodeIds } from '../../../../../service/ci/github-actions/branch-per-mutant/node-id.ts';
import { UploadRefusedError } from '../../../../../service/ci/github-actions/uploads/upload-refused-error.ts';

const fixture = new URL('../../../../fixtures/ci-output/failures.xml', import.meta.url);
const nodeIds = createNodeIds(['tests/test_a.py', 'tests/sub/test_broken.py']);
const read = (...texts: string[]) => readJunitReports(texts, nodeIds);
const one = (inner: string) =>
  read(`<testsuite><testcase classname="tests.test_a" name="t">${inner}</testcase></testsuite>`);

describe('readJunitReports', () => {
  it('reads every test of a report of pytest, with its outcome', async () => {
    const tests = read(await readFile(fixture, 'utf8'));
    assert.deepEqual(
      [...tests.values()].map(({ id, outcome, failure }) => [
        id,
        outcome,
        failure?.phase,
        failure?.exception,
        failure?.line,
      ]),
      [
        ['tests/sub/test_broken.py', 'failed', 'collect', 'ModuleNotFoundError', undefined],
        ['tests/test_a.py::TestX::TestInner::test_in', 'failed', 'call', 'AssertionError', 4],
        ['tests/test_a.py::TestX::test_p[1]', 'passed', undefined, undefined, undefined],
        ['tests/test_a.py::TestX::test_p[a/b::c d]', 'passed', undefined, undefined, undefined],
        ['tests/test_a.py::TestX::test_p[\\xfcn\\xef]', 'passed', undefined, undefined, undefined],
        ['tests/test_a.py::test_fail', 'failed', 'call', 'ValueError', 7],
        ['tests/test_a.py::test_setup', 'failed', 'setup', 'KeyError', 9],
        ['tests/test_a.py::test_tear', 'failed', 'teardown', 'OSError', 13],
        ['tests/test_a.py::test_both', 'failed', 'call', 'AssertionError', 16],
        ['tests/test_a.py::test_xf', 'xfailed', undefined, undefined, undefined],
        ['tests/test_a.py::test_xp', 'passed', undefined, undefined, undefined],
        ['tests/test_a.py::test_sk', 'skipped', undefined, undefined, undefined],
      ],
    );
    assert.equal(tests.get('tests/test_a.py::test_fail')?.failure?.message, 'ValueError: multi\nline <&>');
    assert.equal(tests.get('tests/test_a.py::test_setup')?.failure?.message, "KeyError: 'x'");
  });

  it('reads nested suites and several files as one, where the failure of a test outweighs its pass', () => {
    const passed = '<testcase classname="tests.test_a" name="t" time="1,000.5"/>';
    const nested = `<testsuites><testsuite><testsuite>${passed}</testsuite></testsuite></testsuites>`;
    assert.deepEqual([...read(nested).values()], [{ id: 'tests/test_a.py::t', outcome: 'passed', seconds: 1000.5 }]);
    const failed = nested.replace('/></testsuite>', '><failure message="assert 0"/></testcase></testsuite>');
    assert.equal(read(nested, failed, nested).get('tests/test_a.py::t')?.outcome, 'failed');
    assert.equal(read('<testsuites/>').size, 0);
  });

  it('keeps head and tail of the output, without escape codes and cut between characters', () => {
    const output = `<failure message="m">&#27;[31mred</failure><system-out><![CDATA[${'ü'.repeat(9000)}&lt;]]></system-out>`;
    const { head, tail, omittedBytes } = one(output).get('tests/test_a.py::t')!.failure!.output;
    assert.match(head, /^red\nü+$/);
    assert.match(tail, /^ü+&lt;$/);
    assert.equal(Buffer.byteLength(head) + Buffer.byteLength(tail) + omittedBytes, 4 + 18_000 + 4);
    assert.ok(Buffer.byteLength(head) <= 4096 && Buffer.byteLength(tail) <= 4096);
  });

  it('tells a worker of pytest-xdist that died from a test that failed', () => {
    const crash = `<failure message="worker 'gw0' crashed while running 'tests/test_a.py::t'"/>`;
    assert.equal(one(crash).get('tests/test_a.py::t')?.failure?.isWorkerCrash, true);
    assert.equal(one('<failure message="assert 0"/>').get('tests/test_a.py::t')?.failure?.isWorkerCrash, false);
  });

  it('never expands an entity', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite><testcase name="&a;"/></testsuite>`;
    assert.throws(() => read(bomb), UploadRefusedError);
    const tests = read(
      '<testsuite><testcase classname="tests.test_a" name="&a;&amp;lt;&#x41;&#1114112;"/></testsuite>',
    );
    assert.deepEqual([...tests.keys()], ['tests/test_a.py::&a;&lt;A&#1114112;']);
  });

  const refusals = [
    '',
    'no xml',
    '<html></html>',
    '<testsuite><testcase/></testsuite>',
    '<testsuite><testcase name="a">',
  ];
  for (const text of [...refusals, '<testsuite>'.repeat(5000) + '</testsuite>'.repeat(5000), '{"a": 1}'])
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => read(text), UploadRefusedError);
    });

  it('refuses a report that is cut off, wherever that is', async () => {
    const whole = (await readFile(fixture, 'utf8')).trimEnd();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        assert.throws(() => read(whole.slice(0, length)), UploadRefusedError);
      }),
      { numRuns: 200 },
    );
  });

  it('reads or refuses whatever bytes are changed, and throws no other error', async () => {
    const whole = await readFile(fixture, 'utf8');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ maxLength: 3, unit: 'binary' }), (at, text) => {
        try {
          read(whole.slice(0, at) + text + whole.slice(at + 1));
        } catch (error) {
          assert.ok(error instanceof UploadRefusedError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('createNodeIds', () => {
  const table: [classname: string, name: string, file: string | undefined, id: string][] = [
    ['tests.test_a', 't', undefined, 'tests/test_a.py::t'],
    ['tests.test_a.TestX.TestY', 't', undefined, 'tests/test_a.py::TestX::TestY::t'],
    ['pkg.lower_case_class', 't', undefined, 'pkg.py::lower_case_class::t'],
    ['test_c.TestX', 't', undefined, 'test_c.py::TestX::t'],
    ['unknown.test_b.TestX', 't', undefined, 'unknown/test_b.py::TestX::t'],
    ['api.v1.0.test_d', 't', undefined, 'api/v1.0/test_d.py::t'],
    ['', 'tests.test_a', undefined, 'tests/test_a.py'],
    ['', 'tests.test_new', undefined, 'tests/test_new.py'],
    ['tests.test_a.TestX', 't', 'tests/test_a.py', 'tests/test_a.py::TestX::t'],
    ['other.root.test_a.TestX', 't', 'tests/test_a.py', 'tests/test_a.py::TestX::t'],
    ['tests.test_a', 't', 'tests\\test_a.py', 'tests/test_a.py::t'],
  ];
  const ids = createNodeIds(['tests/test_a.py', 'pkg.py', 'backend/test_c.py', 'api/v1.0/test_d.py']);
  for (const [classname, name, file, id] of table)
    it(`derives ${id} from ${classname || 'no class'}${file === undefined ? '' : ' and a file'}`, () => {
      assert.equal(ids.of({ classname, name, file }), id);
    });
});

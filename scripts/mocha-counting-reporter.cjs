/** Mocha's `spec` report, and counts and failures as JSON in the file named by TINYBUG_TEST_COUNTS. */
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

/** The message, and where in the tests it was thrown. */
function describe(error) {
  const message = String(error?.message ?? error);
  const place = String(error?.stack ?? '')
    .split('\n')
    .find((line) => /^\s+at .*[/\\]test[/\\]/.test(line));
  return place === undefined ? message : `${place.trim()}\n${message}`;
}

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    const titles = [];
    runner.on('pass', (test) => titles.push(test.titlePath().join(' › ')));
    runner.on('fail', (test, error) => {
      failures.push({ title: test.titlePath().join(' › '), message: describe(error) });
    });
    runner.once('end', () => {
      const { passes, pending } = this.stats;
      const file = process.env.TINYBUG_TEST_COUNTS;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, skipped: pending, failures, titles }));
    });
  }
};

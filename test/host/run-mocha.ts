import Mocha from 'mocha';

/** Runs suites in this extension host; rejects where a test fails. TINYBUG_HOST_REPORTER names the reporter. */
export function runMocha(loadSuites: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: process.env['TINYBUG_HOST_REPORTER'] ?? 'spec' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  loadSuites();
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed.`));
    });
  });
}

/** Gets what the tests need and the machine may lack, before the first test starts, so that no test waits for a download. */
import { findFolders } from '../service/embedded/folders.ts';
import { obtainTemporalServer } from '../service/temporal/obtain-temporal-server.ts';
import { launchChromium } from '../test/helpers/chromium.ts';
import { ACT, ACTIONLINT, obtainGoTool } from '../test/helpers/github/obtain-go-tool.ts';
import { startPostgres } from '../test/helpers/postgres.ts';
import { startTimeSkippingServer } from '../test/helpers/time-skipping-server.ts';

/** Each tool is started once: that it runs is better news than that it is there. Quick when everything is in place. */
export async function prepareTestTools(): Promise<void> {
  await obtainTemporalServer({
    cacheFolder: findFolders(process.env).cache,
    environment: process.env,
    onProgress: (message) => console.log(message),
  });
  const timeSkippingServer = await startTimeSkippingServer();
  await timeSkippingServer.teardown();
  const postgres = await startPostgres();
  await postgres.stop();
  const browser = await launchChromium();
  await browser.close();
  for (const tool of [ACT, ACTIONLINT]) await obtainGoTool(tool);
}

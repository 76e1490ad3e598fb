import assert from 'node:assert/strict';
import { createApiClient } from '../../../shared/api-client.ts';
import { ServiceAddress } from '../../../shared/service-address.ts';
import {
  buildProgram,
  listProcessesOf,
  newDataFolder,
  startService,
  startTinybug,
  waitForOutput,
} from './tinybug-process.ts';
import { waitUntil } from './wait-until.ts';

const addressIn = (text: string): ServiceAddress =>
  ServiceAddress.parse(JSON.parse(text.split('\n').find((line) => line.startsWith('{')) ?? ''));

describe('tinybug connect', function () {
  this.timeout(120_000);
  before(buildProgram);

  it('starts the service, says where it is, and ends with all it started when its input is closed', async () => {
    const dataFolder = await newDataFolder();
    const child = startTinybug(dataFolder, ['connect']);
    const { url, token, organisation } = addressIn(
      await waitForOutput(child, (text) => text.includes('"organisation"')),
    );
    const client = createApiClient({ baseUrl: url, token, fetch });
    assert.deepEqual((await client.call('listRuns', { params: { org: organisation } })).items, []);
    child.stdin.end();
    assert.equal((await child).exitCode, 0);
    await waitUntil('nothing of it is left', async () => (await listProcessesOf(dataFolder)).length === 0);
  });

  it('finds a service that runs already, and leaves it running', async () => {
    const dataFolder = await newDataFolder();
    const service = await startService(dataFolder);
    const found = await startTinybug(dataFolder, ['connect']);
    assert.equal(found.exitCode, 0);
    assert.equal(addressIn(found.stdout).url, service.url);
    assert.equal((await service.client.call('showService', {})).name, 'tinybug');
    service.child.kill('SIGINT');
    await service.child;
  });
});

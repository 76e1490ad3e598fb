import assert from 'node:assert/strict';
import { createRunNotifications, EVENTS_CHANNEL } from '../../../service/storage/run-notifications.ts';

type OnPayload = (payload: string | undefined) => void;

function createFakeConnection(failures = 0) {
  const listening: { channel: string; onPayload: OnPayload }[] = [];
  let left = failures;
  return {
    listening,
    notify: (payload: string | undefined) => {
      for (const { onPayload } of listening) onPayload(payload);
    },
    listen(channel: string, onPayload: OnPayload): Promise<void> {
      if (left > 0) {
        left -= 1;
        return Promise.reject(new Error('no connection'));
      }
      listening.push({ channel, onPayload });
      return Promise.resolve();
    },
  };
}

const microtasks = (): Promise<void> => Promise.resolve();

describe('createRunNotifications', () => {
  it('listens once for all listeners, and calls those of the run that is named', async () => {
    const connection = createFakeConnection();
    const notifications = createRunNotifications(connection);
    const calls: string[] = [];
    const listener = (): void => void calls.push('a');
    await Promise.all([
      notifications.subscribe('run-a', listener),
      notifications.subscribe('run-a', listener),
      notifications.subscribe('run-b', () => calls.push('b')),
    ]);
    assert.deepEqual(
      connection.listening.map(({ channel }) => channel),
      [EVENTS_CHANNEL],
    );
    connection.notify('run-a');
    connection.notify('run-c');
    await microtasks();
    assert.deepEqual(calls, ['a', 'a']);
  });

  it('calls every listener when notifications may have been missed', async () => {
    const connection = createFakeConnection();
    const notifications = createRunNotifications(connection);
    const calls: string[] = [];
    for (const run of ['run-a', 'run-b']) await notifications.subscribe(run, () => calls.push(run));
    connection.notify(undefined);
    await microtasks();
    assert.deepEqual(calls, ['run-a', 'run-b']);
  });

  it('ends one subscription and leaves the others, also after it was ended twice', async () => {
    const connection = createFakeConnection();
    const notifications = createRunNotifications(connection);
    const calls: string[] = [];
    const end = await notifications.subscribe('run-a', () => calls.push('ended'));
    await end();
    await notifications.subscribe('run-a', () => calls.push('there'));
    await end();
    connection.notify('run-a');
    await microtasks();
    assert.deepEqual(calls, ['there']);
  });

  it('tries to listen again when it failed before', async () => {
    const connection = createFakeConnection(1);
    const notifications = createRunNotifications(connection);
    await assert.rejects(
      notifications.subscribe('run-a', () => undefined),
      /no connection/,
    );
    await notifications.subscribe('run-a', () => undefined);
    assert.equal(connection.listening.length, 1);
  });
});

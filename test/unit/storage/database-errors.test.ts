import assert from 'node:assert/strict';
import { TinybugError } from '../../../shared/error-code.ts';
import {
  databaseErrorCodes,
  isDiskFull,
  translateDatabaseError,
} from '../../../service/storage/connection/database-errors.ts';

const withCode = (code: string, cause?: unknown): Error => Object.assign(new Error('failed', { cause }), { code });

describe('database errors', () => {
  it('databaseErrorCodes finds the codes of causes, of driver adapters and of several errors in one', () => {
    const ofAdapter = { cause: { originalCode: '53100' } };
    assert.deepEqual(
      databaseErrorCodes(Object.assign(withCode('P2039'), { meta: { driverAdapterError: ofAdapter } })),
      ['P2039', '53100'],
    );
    assert.deepEqual(databaseErrorCodes(new AggregateError([withCode('ECONNREFUSED')])), ['ECONNREFUSED']);
    assert.deepEqual(databaseErrorCodes('text'), []);
  });

  it('databaseErrorCodes ends on an error that is its own cause', () => {
    const error = withCode('A');
    error.cause = error;
    assert.deepEqual(databaseErrorCodes(error), ['A']);
  });

  it('translateDatabaseError makes disk-full of a full disk, wherever it was noticed', () => {
    for (const error of [
      withCode('ENOSPC'),
      withCode('P2039', withCode('53100')),
      new Error('write: No space left on device'),
    ]) {
      assert.equal(isDiskFull(error), true);
      const translated = translateDatabaseError(error);
      assert.ok(translated instanceof TinybugError);
      assert.equal(translated.code, 'disk-full');
      assert.equal(translated.cause, error);
    }
  });

  it('translateDatabaseError leaves every other error as it is', () => {
    for (const error of [
      withCode('57P01'),
      new TinybugError('not-found', 'There is no such run.'),
      'text',
      undefined,
    ]) {
      assert.equal(translateDatabaseError(error), error);
    }
  });
});

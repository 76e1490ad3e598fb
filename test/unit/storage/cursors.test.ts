import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { decodeCursor, encodeCursor, toPage } from '../../../service/storage/tables/cursors.ts';

describe('cursors', () => {
  it('decodeCursor gives back the id that encodeCursor was given', () => {
    const id = randomUUID();
    assert.equal(decodeCursor('run', encodeCursor('run', id)), id);
  });

  it('decodeCursor throws invalid-request for a cursor of another list and for what is no cursor', () => {
    for (const cursor of [
      encodeCursor('mutant', 'a'),
      encodeCursor('run', ''),
      '',
      '%%%',
      'run:a',
      encodeCursor('run', 'a:b'),
    ]) {
      assert.throws(() => decodeCursor('run', cursor), { code: 'invalid-request' });
    }
  });

  it('toPage gives a cursor of the last item only when there are more rows than the limit', () => {
    const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    assert.deepEqual(toPage('run', rows, { limit: 2 }), {
      items: rows.slice(0, 2),
      nextCursor: encodeCursor('run', 'b'),
    });
    assert.deepEqual(toPage('run', rows, { limit: 3 }), { items: rows });
    assert.deepEqual(toPage('run', [], { limit: 3 }), { items: [] });
  });
});

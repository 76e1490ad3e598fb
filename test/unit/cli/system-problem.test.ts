import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainSystemError } from '../../../service/cli/system-problem.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';

const catchError = (action: () => void): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('explainSystemError', () => {
  it('is disk-full when no space is left', () => {
    const error = catchError(() => {
      writeFileSync('/dev/full', 'x');
    });
    assert.equal(explainSystemError(error, '/data')?.code, 'disk-full');
  });

  it('is database-unavailable when the data folder cannot be made, and names it', async () => {
    const file = join(await temporaryFolder(), 'file');
    writeFileSync(file, '');
    const dataFolder = join(file, 'data');
    const problem = explainSystemError(
      catchError(() => mkdirSync(dataFolder, { recursive: true })),
      dataFolder,
    );
    assert.equal(problem?.code, 'database-unavailable');
    assert.ok(problem.message.includes(dataFolder));
  });

  it('leaves alone what happened elsewhere or is no error of the system', () => {
    const error = catchError(() => {
      writeFileSync('/dev/null/x', '');
    });
    assert.equal(explainSystemError(error, '/data'), undefined);
    assert.equal(explainSystemError(new Error('bug'), '/data'), undefined);
  });
});

import assert from 'node:assert/strict';
import { pushAll } from '../../../../service/ci/github-actions/push-plans.ts';
import type { RepositoryMirror } from '../../../../service/source/mirror/repository-mirror.ts';
import { TinybugError } from '../../../../shared/error-code.ts';

const BRANCHES = ['tinybug/mutant-1', 'tinybug/mutant-2'].map((branch) => ({ branch, commit: 'c1' }));
const RULE = '[remote rejected] (push declined due to repository rule violations)';
const OTHER =
  "[remote rejected] (failed to update ref)\nerror: cannot lock ref 'refs/heads/x': reference already exists";

/** A mirror whose push gets these answers, by branch. */
const refusing = (refused: Readonly<Record<string, string>>): Pick<RepositoryMirror, 'push'> => ({
  push: () => Promise.resolve({ refused: new Map(Object.entries(refused)) }),
});

const errorOf = (refused: Readonly<Record<string, string>>): Promise<unknown> =>
  pushAll(refusing(refused), BRANCHES).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('pushAll', () => {
  it('is content where nothing is refused', async () => {
    assert.equal(await errorOf({}), undefined);
  });

  it('fails with push-refused and what GitHub said where a rule refuses a branch, also beside a push that was in the way', async () => {
    for (const others of [{}, { 'tinybug/mutant-1': OTHER }]) {
      const error = await errorOf({ ...others, 'tinybug/mutant-2': RULE });
      assert.ok(error instanceof TinybugError && error.code === 'push-refused');
      assert.match(error.message, /refused the branch tinybug\/mutant-2: .*rule violations/);
    }
  });

  it('fails with what is worth another attempt where only another push of the same was in the way', async () => {
    const error = await errorOf({ 'tinybug/mutant-1': OTHER });
    assert.ok(error instanceof Error && !(error instanceof TinybugError));
    assert.match(error.message, /Another push of tinybug\/mutant-1 was in the way/);
  });
});

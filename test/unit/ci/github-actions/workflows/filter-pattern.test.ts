import assert from 'node:assert/strict';
import { isLetThrough } from '../../../../../service/ci/github-actions/workflows/filter-pattern.ts';

// The first rows are those of GitHub's own "filter pattern cheat sheet".
const TABLE: [pattern: string, matching: string[], others: string[]][] = [
  ['feature/*', ['feature/my-branch'], ['feature/beta-a/my-branch', 'feature']],
  ['feature/**', ['feature/beta-a/my-branch', 'feature/mona/the/octocat'], ['other/a']],
  ['main', ['main'], ['maint', 'a/main', 'Main']],
  ['*', ['main', 'releases'], ['all/the/branches']],
  ['**', ['all/the/branches', 'every/tag', 'tinybug/mutant-1'], []],
  ['*feature', ['mona-feature', 'feature'], ['a/feature']],
  ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1']],
  ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.1']],
  ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx', 'a/page.js']],
  ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.ts']],
  ['docs/*', ['docs/README.md'], ['docs/a/b.md']],
  ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt'], ['src/docs/a']],
  ['docs/**/*.md', ['docs/README.md', 'docs/a/markdown/file.md'], ['docs/a.txt']],
  ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'], ['mydocs/a']],
  ['**/README.md', ['README.md', 'js/README.md'], ['xREADME.md']],
  ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js'], ['src2/a']],
  ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['post.md']],
  ['**/migrate-*.sql', ['migrate-10909.sql', 'db/sept/migrate-v1.sql'], ['db/migrate.sql']],
  ['a\\*b', ['a*b'], ['axb']],
  ['[', ['['], ['a']],
  ['a?', ['', 'a'], ['aa']],
];

describe('isLetThrough', () => {
  for (const [pattern, matching, others] of TABLE)
    it(`follows GitHub for ${pattern}`, () => {
      for (const name of matching) assert.equal(isLetThrough([pattern], name), true, name);
      for (const name of others) assert.equal(isLetThrough([pattern], name), false, name);
    });

  it('lets the last pattern that matches decide', () => {
    assert.equal(isLetThrough(['**', '!tinybug/**'], 'tinybug/mutant-1'), false);
    assert.equal(isLetThrough(['!tinybug/**', '**'], 'tinybug/mutant-1'), true);
    assert.equal(isLetThrough(['**', '!tinybug/**', 'tinybug/mutant-*'], 'tinybug/mutant-1'), true);
    assert.equal(isLetThrough(['!docs/**'], 'src/a.py'), false);
  });

  it('comes to an end with a pattern that would keep a regular expression busy for years', () => {
    assert.equal(isLetThrough(['*a'.repeat(200) + 'b'], 'a'.repeat(4000)), false);
    assert.equal(isLetThrough(['**/'.repeat(200) + 'b'], 'a/'.repeat(2000)), false);
  });
});

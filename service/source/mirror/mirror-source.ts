import type { SourceProvider } from '../../ci/source-provider.ts';
import type { RepositoryMirrors } from './repository-mirror.ts';

/** Opens commits of repositories that lie elsewhere, with changes on top that are not committed. */
export function createMirrorSource(mirrors: RepositoryMirrors): SourceProvider {
  return {
    async open({ organisationId, repository, revision = 'HEAD', patch }) {
      const mirror = await mirrors.open(organisationId, repository.location);
      try {
        const commit = await mirror.resolve(revision);
        if (patch === undefined) return await mirror.tree(commit);
        const tree = await mirror.tree(await mirror.applyPatch(commit, patch));
        return { ...tree, commit, isDirty: true };
      } finally {
        // A tree finds what it reads again where the mirror is evicted and made anew.
        await mirror.close();
      }
    },
  };
}

import { cloneRepository } from '../../test/helpers/github/git-client.ts';
import type { Counts } from '../../test/helpers/github/meter.ts';
import { startGithub } from '../../test/helpers/github/start-github.ts';
import { createGeneratedJobs } from './generated-jobs.ts';

/** What a repository's own workflow costs that runs once for each of so many mutants, as other tools would have it. */
export async function measureOneJobEach(mutants: number, folder: string): Promise<Counts> {
  const github = await startGithub({ concurrentJobs: 20, runJob: createGeneratedJobs(() => 0) });
  try {
    const { fullName } = await github.createRepository({ name: 'generated', folder });
    const { text } = github.tokens.create({ permissions: { contents: 'write' } });
    const clone = await cloneRepository(github.gitUrl, fullName, text);
    const refspecs = Array.from({ length: mutants }, (_, index) => `HEAD:refs/heads/mutant-${index}`);
    await clone.git('push', '--quiet', 'origin', ...refspecs);
    await github.waitFor(
      () => github.runs.length === mutants && github.runs.every(({ status }) => status === 'completed'),
    );
    await clone.remove();
    return github.counts;
  } finally {
    await github.close();
  }
}

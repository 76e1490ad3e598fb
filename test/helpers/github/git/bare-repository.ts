import { execa } from 'execa';

export interface RefUpdate {
  readonly ref: string;
  /** All zeros where the ref is new or gone. */
  readonly before: string;
  readonly after: string;
}

export interface Ref {
  readonly ref: string;
  readonly sha: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly authorName: string;
  readonly authorEmail: string;
  readonly date: string;
  readonly message: string;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly path: string;
}

export const NO_COMMIT = '0'.repeat(40);

/** Nothing of the machine's own git configuration is to matter. */
export const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'octocat',
  GIT_AUTHOR_EMAIL: 'octocat@example.com',
  GIT_COMMITTER_NAME: 'octocat',
  GIT_COMMITTER_EMAIL: 'octocat@example.com',
};

/** What the REST layer asks git about a repository on the server's side. */
export class BareRepository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async git(args: readonly string[], input = ''): Promise<string> {
    const { stdout } = await execa('git', ['--git-dir', this.folder, ...args], { env: GIT_ENVIRONMENT, input });
    return stdout;
  }

  async listRefs(prefix = 'refs/'): Promise<Ref[]> {
    const text = await this.git(['for-each-ref', '--format=%(objectname) %(refname)']);
    return lines(text)
      .map((line) => ({ sha: line.slice(0, 40), ref: line.slice(41) }))
      .filter(({ ref }) => ref.startsWith(prefix));
  }

  async resolve(name: string): Promise<string | undefined> {
    const sha = await this.git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]).catch(
      () => '',
    );
    return sha === '' ? undefined : sha;
  }

  /** In the order of the names; `undefined` where there is no such object. */
  async resolveAll(names: readonly string[]): Promise<(string | undefined)[]> {
    if (names.length === 0) return [];
    const text = await this.git(['cat-file', '--batch-check=%(objectname)'], `${names.join('\n')}\n`);
    return lines(text).map((line) => (/^[0-9a-f]{40}$/.test(line) ? line : undefined));
  }

  async readCommits(args: readonly string[], input?: string): Promise<Commit[]> {
    const format = '--format=%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%B%x1e';
    const text = await this.git(['log', format, ...args], input);
    return text.split('\x1e').flatMap((record) => {
      const [sha = '', tree = '', parents = '', authorName = '', authorEmail = '', date = '', message = ''] = record
        .trimStart()
        .split('\x1f');
      if (sha === '') return [];
      return [
        {
          sha,
          tree,
          parents: parents.split(' ').filter(Boolean),
          authorName,
          authorEmail,
          date,
          message: message.trim(),
        },
      ];
    });
  }

  /** One process for all of them. */
  async readCommitsOf(shas: readonly string[]): Promise<Map<string, Commit>> {
    if (shas.length === 0) return new Map();
    const commits = await this.readCommits(['--no-walk', '--stdin'], `${shas.join('\n')}\n`);
    return new Map(commits.map((commit) => [commit.sha, commit]));
  }

  async listTree(sha: string, path: string): Promise<TreeEntry[]> {
    const folder = path === '' ? sha : `${sha}:${path}`;
    return lines(await this.git(['ls-tree', folder])).map((line) => {
      const [facts = '', name = ''] = line.split('\t');
      const [mode = '', type = '', entrySha = ''] = facts.split(' ');
      return { mode, type, sha: entrySha, path: path === '' ? name : `${path}/${name}` };
    });
  }

  async readBlob(sha: string): Promise<Buffer> {
    const { stdout } = await execa('git', ['--git-dir', this.folder, 'cat-file', 'blob', sha], {
      env: GIT_ENVIRONMENT,
      encoding: 'buffer',
      stripFinalNewline: false,
    });
    return Buffer.from(stdout);
  }

  async changedFiles(before: string, after: string): Promise<string[]> {
    return lines(await this.git(['diff', '--name-only', '--no-renames', before, after]));
  }

  async mergeBase(left: string, right: string): Promise<string | undefined> {
    const base = await this.git(['merge-base', left, right]).catch(() => '');
    return base === '' ? undefined : base;
  }

  async updateRef({ ref, before, after }: RefUpdate): Promise<void> {
    if (after === NO_COMMIT) await this.git(['update-ref', '-d', ref, before]);
    else await this.git(['update-ref', ref, after, before]);
  }
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

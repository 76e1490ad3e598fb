import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { BareRepository, GIT_ENVIRONMENT } from './bare-repository.ts';

/**
 * Refuses a push as a rule or a missing permission of GitHub's would, before any ref changes. A push may bring the workflow
 * files that some branch has already, path and content, but others only with the permission `workflows`.
 */
const PRE_RECEIVE = `#!/bin/sh
if [ -n "$LOOPBACK_PUSH_REFUSAL" ]; then echo "$LOOPBACK_PUSH_REFUSAL" >&2; exit 1; fi
updates=$(cat)
count=$(printf '%s\\n' "$updates" | wc -l)
if [ "$count" -gt "$LOOPBACK_LARGEST_PUSH" ]; then
  echo "GH013: Repository rule violations found: pushes can not update more than $LOOPBACK_LARGEST_PUSH branches or tags." >&2
  exit 1
fi
if [ -n "$LOOPBACK_NO_WORKFLOWS" ]; then
  known=$(git for-each-ref --format='%(objectname):.github/workflows' refs/heads | git cat-file --batch-check='%(objectname)')
  new=$(printf '%s\\n' "$updates" | awk '$2 !~ /^0+$/ { print $2 ":.github/workflows" }' | git cat-file --batch-check='%(objectname)')
  for tree in $(printf '%s\\n' "$new" | grep -v missing | sort -u); do
    printf '%s\\n' "$known" | grep -q "$tree" && continue
    files=$(printf '%s\\n' "$known" | grep -v missing | sort -u | while read -r each; do git ls-tree -r "$each"; done)
    if git ls-tree -r "$tree" | while read -r file; do printf '%s\\n' "$files" | grep -qxF "$file" || echo new; done | grep -q new; then
      echo "refusing to allow a GitHub App to create or update workflow files without \\\`workflows\\\` permission" >&2
      exit 1
    fi
  done
fi
`;

const POST_RECEIVE = `#!/bin/sh
cat > "$LOOPBACK_PUSH_FILE"
`;

/** A repository as GitHub would hold it, with one commit that has the files of a folder. */
export async function createBareRepository(target: string, folder: string, branch: string): Promise<BareRepository> {
  await mkdir(path.dirname(target), { recursive: true });
  await execa('git', ['init', '--quiet', '--bare', `--initial-branch=${branch}`, target], { env: GIT_ENVIRONMENT });
  const repository = new BareRepository(target);
  const settings = {
    'http.receivepack': 'true',
    'uploadpack.allowFilter': 'true',
    'uploadpack.allowAnySHA1InWant': 'true',
    'gc.auto': '0',
  };
  for (const [name, value] of Object.entries(settings)) await repository.git(['config', name, value]);
  for (const [name, text] of [
    ['pre-receive', PRE_RECEIVE],
    ['post-receive', POST_RECEIVE],
  ] as const) {
    const hook = path.join(target, 'hooks', name);
    await writeFile(hook, text);
    await chmod(hook, 0o755);
  }
  await commitFolder(repository, folder, branch);
  return repository;
}

/** From a copy, so that no git of the folder's own takes part. */
async function commitFolder(repository: BareRepository, folder: string, branch: string): Promise<void> {
  const copy = await mkdtemp(path.join(tmpdir(), 'tinybug-github-import-'));
  try {
    await cp(folder, copy, { recursive: true, filter: (source) => !/(^|\/)(\.git|__pycache__)$/.test(source) });
    const git = (...args: string[]): Promise<string> => repository.git(['--work-tree', copy, ...args]);
    await git('add', '--all', '--force', '.');
    await git('commit', '--quiet', '--allow-empty', '--message', 'The project as it is');
    await repository.git(['branch', '--quiet', '--force', branch]).catch(() => '');
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

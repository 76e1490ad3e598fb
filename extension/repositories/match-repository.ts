import type { Repository } from '../../shared/run.ts';

interface Folder {
  readonly scheme: string;
  readonly path: string;
}

/** The repository that a folder opened right from a server of git shows, such as `vscode-vfs://github/owner/name`. */
export function matchRepository(folder: Folder, repositories: readonly Repository[]): Repository | undefined {
  if (folder.scheme === 'file') return undefined;
  const [owner, name] = folder.path.split('/').filter((part) => part !== '');
  if (owner === undefined || name === undefined) return undefined;
  const fullName = `${owner}/${name}`.toLowerCase();
  return repositories.find(
    ({ ciProvider, location }) => ciProvider === 'github-actions' && location.toLowerCase() === fullName,
  );
}

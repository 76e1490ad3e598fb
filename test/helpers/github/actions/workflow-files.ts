import type { Clock } from '../clock.ts';
import type { Repository } from '../repositories.ts';
import type { Workflow } from './run-records.ts';
import { readWorkflowFile, type WorkflowFile } from './workflow-file.ts';

const FOLDER = '.github/workflows';

/** The workflow files of commits, each version read once: hundreds of branches usually share theirs. */
export class WorkflowFiles {
  readonly #byTree = new Map<string, Promise<readonly WorkflowFile[]>>();
  readonly #workflows: Map<Repository, Workflow[]>;
  readonly #clock: Clock;
  readonly #nextId: () => number;

  constructor(workflows: Map<Repository, Workflow[]>, clock: Clock, nextId: () => number) {
    this.#workflows = workflows;
    this.#clock = clock;
    this.#nextId = nextId;
  }

  async ofCommits(repository: Repository, shas: readonly string[]): Promise<Map<string, readonly WorkflowFile[]>> {
    const trees = await repository.git.resolveAll(shas.map((sha) => `${sha}:${FOLDER}`));
    const entries = shas.map(async (sha, index) => {
      const tree = trees[index];
      return [sha, tree === undefined ? [] : await this.#ofTree(repository, tree)] as const;
    });
    return new Map(await Promise.all(entries));
  }

  /** What the list of workflows shows: those of the default branch. */
  async list(repository: Repository): Promise<readonly Workflow[]> {
    const sha = await repository.git.resolve(`refs/heads/${repository.defaultBranch}`);
    if (sha !== undefined)
      for (const file of (await this.ofCommits(repository, [sha])).get(sha) ?? []) this.workflowOf(repository, file);
    return this.#workflows.get(repository) ?? [];
  }

  /** The workflow that a file belongs to, which keeps its number for ever. */
  workflowOf(repository: Repository, file: WorkflowFile): Workflow {
    const known = this.#workflows.get(repository) ?? [];
    this.#workflows.set(repository, known);
    const workflow = known.find(({ path }) => path === file.path);
    if (workflow !== undefined) return workflow;
    const created: Workflow = {
      id: this.#nextId(),
      path: file.path,
      name: file.name,
      state: 'active',
      createdAt: this.#clock(),
    };
    known.push(created);
    return created;
  }

  #ofTree(repository: Repository, tree: string): Promise<readonly WorkflowFile[]> {
    const known = this.#byTree.get(tree);
    if (known !== undefined) return known;
    const read = readTree(repository, tree);
    this.#byTree.set(tree, read);
    return read;
  }
}

async function readTree(repository: Repository, tree: string): Promise<readonly WorkflowFile[]> {
  const entries = await repository.git.listTree(tree, '');
  const files = entries.filter(({ type, path }) => type === 'blob' && /\.ya?ml$/.test(path));
  return Promise.all(
    files.map(async ({ sha, path }) =>
      readWorkflowFile(`${FOLDER}/${path}`, (await repository.git.readBlob(sha)).toString()),
    ),
  );
}

/** A workflow file of a repository, as far as anything here asks for it. */
import { parse } from 'yaml';
import { z } from 'zod';

const LONGEST_FILE = 512 * 1024;
const MOST_ALIASES = 100;

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Texts = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.coerce.string()));
const Environment = z.record(z.string(), z.union([Scalar, z.null()]));

const Filter = z.object({
  branches: Texts.optional(),
  'branches-ignore': Texts.optional(),
  tags: Texts.optional(),
  'tags-ignore': Texts.optional(),
  paths: Texts.optional(),
  'paths-ignore': Texts.optional(),
  types: Texts.optional(),
  inputs: z
    .record(z.string(), z.object({ required: z.unknown().optional(), default: z.unknown().optional() }).nullable())
    .nullish(),
});
export type EventFilter = z.infer<typeof Filter>;

const Events = z.preprocess(
  (on) => {
    if (typeof on === 'string') return { [on]: {} };
    if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [String(name), {}]));
    return on;
  },
  // What `schedule` lists is no filter of a push.
  z.record(
    z.string(),
    z.preprocess((filter) => (Array.isArray(filter) ? {} : (filter ?? {})), Filter),
  ),
);

const Step = z.object({
  name: z.coerce.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  if: Scalar.optional(),
  with: z.record(z.string(), z.unknown()).nullish(),
  env: Environment.nullish(),
  'continue-on-error': Scalar.optional(),
  'timeout-minutes': Scalar.optional(),
  'working-directory': z.string().optional(),
});
export type WorkflowStepDefinition = z.infer<typeof Step>;

const Permissions = z.union([z.string(), z.record(z.string(), z.string())]).nullish();

const Job = z.object({
  name: z.coerce.string().optional(),
  if: Scalar.optional(),
  needs: Texts.optional(),
  uses: z.string().optional(),
  'runs-on': z.unknown().optional(),
  strategy: z.object({ matrix: z.unknown().optional() }).nullish(),
  services: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  container: z.unknown().optional(),
  env: Environment.nullish(),
  defaults: z.object({ run: z.object({ 'working-directory': z.string().optional() }).nullish() }).nullish(),
  'continue-on-error': Scalar.optional(),
  'timeout-minutes': Scalar.optional(),
  permissions: Permissions,
  steps: z.array(Step).optional(),
});
export type WorkflowJobDefinition = z.infer<typeof Job>;

const Workflow = z.object({
  on: Events,
  env: Environment.nullish(),
  defaults: Job.shape.defaults,
  permissions: Permissions,
  jobs: z.record(z.string(), Job),
});

export interface WorkflowDocument extends z.infer<typeof Workflow> {
  /** In the repository, such as `.github/workflows/tests.yml`. */
  readonly path: string;
}

export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
}

/** The workflow, or undefined where the file is not one that GitHub would run. */
export function readWorkflow({ path, text }: WorkflowFile): WorkflowDocument | undefined {
  if (text.length > LONGEST_FILE) return undefined;
  try {
    const parsed = Workflow.safeParse(parse(text, { maxAliasCount: MOST_ALIASES, merge: true, logLevel: 'silent' }));
    return parsed.success ? { path, ...parsed.data } : undefined;
  } catch {
    return undefined;
  }
}

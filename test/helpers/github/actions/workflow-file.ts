import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { ErrorPolicy } from '@actions/workflow-parser/model/convert';
import { parse } from 'yaml';
import { z } from 'zod';

const Patterns = z.array(z.string()).optional();
const Filters = z
  .object({
    branches: Patterns,
    'branches-ignore': Patterns,
    tags: Patterns,
    'tags-ignore': Patterns,
    paths: Patterns,
    'paths-ignore': Patterns,
    types: Patterns,
  })
  .partial();
export type Filters = z.infer<typeof Filters>;

const DispatchInput = z.looseObject({
  type: z.string().optional(),
  required: z.boolean().optional(),
  default: z.union([z.string(), z.boolean(), z.number()]).optional(),
});
export type DispatchInput = z.infer<typeof DispatchInput>;

const Events = z.looseObject({
  push: Filters.optional(),
  pull_request: Filters.optional(),
  workflow_dispatch: z.object({ inputs: z.record(z.string(), DispatchInput).optional() }).optional(),
});
export type Events = z.infer<typeof Events>;

const PermissionSetting = z.union([z.literal('read-all'), z.literal('write-all'), z.record(z.string(), z.string())]);
export type PermissionSetting = z.infer<typeof PermissionSetting>;

const ConcurrencySetting = z.union([
  z.string(),
  z.looseObject({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]).optional() }),
]);
export type ConcurrencySetting = z.infer<typeof ConcurrencySetting>;

const Variables = z.record(z.string(), z.unknown()).optional();
const Defaults = z.looseObject({ run: z.looseObject({ shell: z.string().optional() }).optional() }).optional();

const Step = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.union([z.string(), z.boolean()]).optional(),
  uses: z.string().optional(),
  with: Variables,
  run: z.string().optional(),
  shell: z.string().optional(),
  env: Variables,
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
});
export type Step = z.infer<typeof Step>;

const JobDefinition = z.looseObject({
  name: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: z.union([z.string(), z.boolean()]).optional(),
  'runs-on': z.unknown(),
  permissions: PermissionSetting.optional(),
  outputs: z.record(z.string(), z.string()).optional(),
  env: Variables,
  defaults: Defaults,
  strategy: z
    .looseObject({
      matrix: z.unknown(),
      'fail-fast': z.union([z.boolean(), z.string()]).optional(),
      'max-parallel': z.union([z.number(), z.string()]).optional(),
    })
    .optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  concurrency: ConcurrencySetting.optional(),
  steps: z.array(Step).default([]),
});
export type JobDefinition = z.infer<typeof JobDefinition>;

const Document = z.looseObject({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  permissions: PermissionSetting.optional(),
  concurrency: ConcurrencySetting.optional(),
  env: Variables,
  defaults: Defaults,
  jobs: z.record(z.string(), JobDefinition),
});
export type WorkflowDocument = z.infer<typeof Document>;

export interface WorkflowFile {
  /** `.github/workflows/ci.yml` */
  readonly path: string;
  readonly name: string;
  readonly events: Events;
  /** `undefined` where GitHub's own parser finds errors. */
  readonly document: WorkflowDocument | undefined;
  readonly errors: readonly string[];
}

/** What triggers a file is wanted also where there are errors. */
const TRY_ALL = { errorPolicy: ErrorPolicy.TryConversion };

/** Read by GitHub's own parser for what triggers it and whether it is right, and as plain YAML for what act is given. */
export async function readWorkflowFile(path: string, text: string): Promise<WorkflowFile> {
  const { context, value } = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter());
  const template = value === undefined ? undefined : await convertWorkflowTemplate(context, value, undefined, TRY_ALL);
  const errors = context.errors.getErrors().map((error) => error.message);
  const events = Events.safeParse(template?.events ?? {}).data ?? {};
  if (errors.length > 0) return { path, name: path, events, document: undefined, errors };
  const document = Document.parse(parse(text));
  return { path, name: document.name ?? path, events, document, errors };
}

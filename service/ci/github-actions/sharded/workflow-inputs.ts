import { readWorkflow } from '../workflows/workflow-document.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** What Tinybug gives when it starts its workflow; GitHub refuses inputs that the file does not name. */
const INPUTS = ['run', 'commit', 'shards'];

/** Why Tinybug could not start the workflow of this text; undefined where it can. */
export function explainUnstartable(text: string): string | undefined {
  const dispatch = readWorkflow({ path: WORKFLOW_PATH, text })?.on['workflow_dispatch'];
  if (dispatch === undefined) return 'it is no workflow that workflow_dispatch starts.';
  const missing = INPUTS.filter((name) => !(name in (dispatch.inputs ?? {})));
  return missing.length === 0 ? undefined : `its workflow_dispatch lacks the input ${missing.join(' and the input ')}.`;
}

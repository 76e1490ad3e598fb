import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import pino from 'pino';
import { workflowsPath } from '../../service/temporal/bundle-workflows.ts';
import { temporalLogger } from '../../service/temporal/temporal-logger.ts';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The bundle of the workflow code, made once in a process of tests. */
export function bundleForTests(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({ workflowsPath: workflowsPath(), logger: temporalLogger(pino({ level: 'silent' })) });
  return bundle;
}

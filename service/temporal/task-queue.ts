/** Where the workflows and activities of every run wait for a worker. */
export const TASK_QUEUE = 'tinybug';

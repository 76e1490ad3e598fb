/** What the bundle of workflow code is made from: every exported function here is a workflow. */
export { considerPullRequest } from './consider-pull-request.ts';
export { measureTests } from './measure-tests.ts';
export { measureBaseline } from './measure-baseline.ts';
export { measureShard } from './measure-shard.ts';

/** Where a repository keeps Tinybug's workflow. */
export const WORKFLOW_PATH = '.github/workflows/tinybug.yml';

/** Collects the files as actions/upload-artifact does (names below the deepest folder that holds all) and sends them. */
import { appendFileSync, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const input = (name) => (process.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();
const workspace = process.env.GITHUB_WORKSPACE;
const withHidden = input('include-hidden-files') === 'true';

function walk(file) {
  if (!existsSync(file)) return [];
  if (!lstatSync(file).isDirectory()) return [file];
  return readdirSync(file)
    .filter((name) => withHidden || !name.startsWith('.'))
    .flatMap((name) => walk(path.join(file, name)));
}

function matching(pattern) {
  const absolute = path.resolve(workspace, pattern);
  const star = absolute.search(/[*?[]/);
  if (star === -1) return { root: rootOf(absolute), files: walk(absolute) };
  const root = absolute.slice(0, absolute.lastIndexOf('/', star));
  const source = absolute
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (token) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[token]);
  const expression = new RegExp(`^${source}(?:/.*)?$`);
  return { root, files: walk(root).filter((file) => expression.test(file)) };
}

const rootOf = (file) => (existsSync(file) && lstatSync(file).isDirectory() ? file : path.dirname(file));

function commonFolder(folders) {
  const [first = workspace, ...others] = folders.map((folder) => folder.split('/'));
  const parts = Array.isArray(first) ? first : first.split('/');
  const length = parts.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (length === -1 ? parts : parts.slice(0, length)).join('/');
}

async function main() {
  const found = input('path')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map(matching);
  const files = [...new Set(found.flatMap(({ files: some }) => some))];
  if (files.length === 0) {
    const message = `No files were found with the provided path: ${input('path')}. No artifacts will be uploaded.`;
    const level = input('if-no-files-found');
    if (level === 'error') throw new Error(message);
    if (level === 'warn') console.log(`::warning::${message}`);
    return;
  }
  const root = commonFolder(found.filter(({ files: some }) => some.length > 0).map(({ root: folder }) => folder));
  const response = await globalThis.fetch(`${process.env.ACTIONS_RESULTS_URL}artifacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.ACTIONS_RUNTIME_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: input('name'),
      overwrite: input('overwrite') === 'true',
      files: files.map((file) => ({ path: path.relative(root, file), base64: readFileSync(file).toString('base64') })),
    }),
  });
  if (!response.ok) throw new Error(`Failed to upload: ${response.status} ${await response.text()}`);
  const { id, digest } = await response.json();
  appendFileSync(process.env.GITHUB_OUTPUT, `artifact-id=${id}\nartifact-digest=${digest}\n`);
  console.log(`Artifact ${input('name')} has been successfully uploaded, ${files.length} files. Artifact ID is ${id}`);
}

main().catch((error) => {
  console.log(`::error::${error.message}`);
  process.exitCode = 1;
});

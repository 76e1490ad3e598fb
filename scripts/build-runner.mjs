/** Makes the runner as one file: `runner.pyz`, which any Python can start, and a wheel to install. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseToml } from 'smol-toml';
import { zipArchive } from './zip-archive.mjs';

const runner = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'runner');
const PACKAGE = 'tinybug_runner';

/** Sources by their names in an archive. */
function readSources(folder, prefix = '') {
  const files = new Map();
  for (const entry of readdirSync(path.join(folder, prefix), { withFileTypes: true })) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) for (const [inner, content] of readSources(folder, `${name}/`)) files.set(inner, content);
    else if (name.endsWith('.py')) files.set(name, readFileSync(path.join(folder, name)));
  }
  return files;
}

function readVersion(sources) {
  const version = /^__version__ = "(.+)"$/m.exec(sources.get(`${PACKAGE}/__init__.py`).toString())?.[1];
  if (version === undefined) throw new Error('The runner does not say its version.');
  return version;
}

/** As `pip` reads it: the core metadata, the kind of wheel, and a list of all files with their hashes. */
function wheelFiles(sources, version) {
  const { project } = parseToml(readFileSync(path.join(runner, 'pyproject.toml'), 'utf8'));
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${project.name}`,
    `Version: ${version}`,
    `Summary: ${project.description}`,
    `Requires-Python: ${project['requires-python']}`,
    ...project.dependencies.map((dependency) => `Requires-Dist: ${dependency}`),
    ...project.classifiers.map((classifier) => `Classifier: ${classifier}`),
  ];
  const kind = ['Wheel-Version: 1.0', 'Generator: tinybug', 'Root-Is-Purelib: true', 'Tag: py3-none-any'];
  const info = `${PACKAGE}-${version}.dist-info`;
  const files = new Map([...sources].filter(([name]) => name.startsWith(`${PACKAGE}/`)));
  files.set(`${info}/METADATA`, Buffer.from(`${metadata.join('\n')}\n`));
  files.set(`${info}/WHEEL`, Buffer.from(`${kind.join('\n')}\n`));
  const rows = [...files].map(([name, content]) => `${name},sha256=${digest(content)},${content.length}\n`);
  files.set(`${info}/RECORD`, Buffer.from(`${rows.sort().join('')}${info}/RECORD,,\n`));
  return files;
}

const digest = (content) => createHash('sha256').update(content).digest('base64url');

/** Whoever reads the file meanwhile reads the old one. */
function writeWhole(file, content) {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

export function buildRunner(folder) {
  const sources = readSources(path.join(runner, 'src'));
  const version = readVersion(sources);
  mkdirSync(folder, { recursive: true });
  writeWhole(path.join(folder, 'runner.pyz'), zipArchive(sources, Buffer.from('#!/usr/bin/env python3\n')));
  writeWhole(path.join(folder, `${PACKAGE}-${version}-py3-none-any.whl`), zipArchive(wheelFiles(sources, version)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === undefined) throw new Error('Name the folder to build into.');
  buildRunner(path.resolve(process.argv[2]));
}

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { generatedDocuments } from '../../../scripts/generated-documents.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('ARCHITECTURE.md', () => {
  it('names only folders and files that exist', () => {
    const named = [
      ...read('ARCHITECTURE.md').matchAll(/`((?:service|shared|runner|prisma|media|test|docs|scripts)\/[\w./-]*)`/g),
    ];
    assert.ok(named.length > 15);
    for (const [, place = ''] of named) assert.ok(existsSync(path.join(root, place)), place);
  });

  it('names every folder of the service', () => {
    const text = read('ARCHITECTURE.md');
    const folders = readdirSync(path.join(root, 'service'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    for (const folder of folders) assert.ok(text.includes(`service/${folder.name}/`), folder.name);
  });
});

describe('generated documents', () => {
  for (const [file, text] of generatedDocuments()) {
    it(`${file} agrees with the contract (npm run generate)`, () => assert.equal(read(file), text));
  }
});

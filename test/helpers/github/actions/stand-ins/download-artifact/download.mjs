import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { URLSearchParams } from 'node:url';

const input = (name) => (process.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();

async function main() {
  const query = new URLSearchParams({ name: input('name'), pattern: input('pattern') });
  const response = await globalThis.fetch(`${process.env.ACTIONS_RESULTS_URL}artifacts?${query}`, {
    headers: { authorization: `Bearer ${process.env.ACTIONS_RUNTIME_TOKEN}` },
  });
  if (!response.ok) throw new Error(`Unable to download artifact(s): ${response.status} ${await response.text()}`);
  const artifacts = await response.json();
  const target = path.resolve(process.env.GITHUB_WORKSPACE, input('path'));
  const isFlat = input('name') !== '' || input('merge-multiple') === 'true';
  for (const artifact of artifacts)
    for (const file of artifact.files) {
      const place = path.join(target, isFlat ? '' : artifact.name, file.path);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, Buffer.from(file.base64, 'base64'));
    }
  appendFileSync(process.env.GITHUB_OUTPUT, `download-path=${target}\n`);
}

main().catch((error) => {
  console.log(`::error::${error.message}`);
  process.exitCode = 1;
});

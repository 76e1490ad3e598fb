import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Manifest = z.object({ version: z.string() });

export function readPackageVersion(packageRoot: string): string {
  return Manifest.parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))).version;
}

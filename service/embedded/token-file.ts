import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TOKEN = /^[\w-]{43}$/;
const OTHERS_PERMISSIONS = 0o077;

/**
 * The token of the embedded service, from `<data>/token`: made at the first call, readable by its owner alone, and corrected where
 * others have got permissions or the content is not a token.
 */
export function ensureToken(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  return readToken(dataFolder) ?? createToken(dataFolder);
}

/** The token that is there, or undefined. */
export function readToken(dataFolder: string): string | undefined {
  const file = join(dataFolder, 'token');
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
  if ((statSync(file).mode & OTHERS_PERMISSIONS) !== 0) chmodSync(file, 0o600);
  return TOKEN.test(token) ? token : undefined;
}

function createToken(dataFolder: string): string {
  const token = randomBytes(32).toString('base64url');
  const file = join(dataFolder, 'token');
  const temporaryFile = `${file}.${randomUUID()}`;
  writeFileSync(temporaryFile, `${token}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temporaryFile, file);
  return token;
}

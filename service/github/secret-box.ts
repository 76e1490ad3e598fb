import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts what belongs to one owner; another's cannot be put in its place. */
export interface SecretBox {
  seal(secret: string, owner: string): string;
  /** @throws Error where the key is another one, or the text or its owner is not the one that was sealed */
  open(sealed: string, owner: string): string;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Begins every sealed text, so that another cipher can follow. */
const VERSION = 'v1:';

/** @param key 32 bytes */
export const createSecretBox = (key: Buffer): SecretBox => ({
  seal(secret, owner) {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner, 'utf8'));
    const encrypted = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64');
  },
  open(sealed, owner) {
    if (!sealed.startsWith(VERSION)) throw new Error('The secret was not sealed by this version of Tinybug.');
    const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(owner, 'utf8'))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const secret = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([secret, decipher.final()]).toString('utf8');
  },
});

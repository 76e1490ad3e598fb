import { createSign, createVerify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const Claims = z.record(z.string(), z.unknown());

export function signRs256(claims: object, privateKey: KeyObject | string, keyId?: string): string {
  const header = { typ: 'JWT', alg: 'RS256', ...(keyId !== undefined && { kid: keyId }) };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

/** The claims, where the signature is right. */
export function verifyRs256(token: string, publicKey: KeyObject): Record<string, unknown> | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || !isRs256(header)) return undefined;
  const isRight = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url');
  return isRight ? Claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())) : undefined;
}

function isRs256(header: string): boolean {
  try {
    return (
      z.looseObject({ alg: z.string() }).parse(JSON.parse(Buffer.from(header, 'base64url').toString())).alg === 'RS256'
    );
  } catch {
    return false;
  }
}

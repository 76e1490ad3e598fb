import { TinybugError } from '../../shared/error-code.ts';

/** What the browser brings back. */
export type Redirect =
  { readonly kind: 'code'; readonly code: string } | { readonly kind: 'refused'; readonly error: TinybugError };

/** Undefined for an answer to a question that was not asked here: another window's, or one that nobody asked. */
export function readRedirect(query: URLSearchParams, state: string): Redirect | undefined {
  if (query.get('state') !== state) return undefined;
  const error = query.get('error');
  if (error !== null) {
    const text = query.get('error_description') ?? error;
    return { kind: 'refused', error: new TinybugError('sign-in-failed', `The service refuses: ${text.slice(0, 200)}`) };
  }
  const code = query.get('code');
  if (code === null || code === '') return undefined;
  return { kind: 'code', code };
}

/** What a person copies from the browser: the code alone, or the address that did not open the editor. */
export function readPasted(text: string, state: string): Redirect | undefined {
  const pasted = text.trim();
  if (URL.canParse(pasted) && pasted.includes('?')) return readRedirect(new URL(pasted).searchParams, state);
  return /^[\w.~+/=-]{4,2048}$/.test(pasted) ? { kind: 'code', code: pasted } : undefined;
}

import { TinybugError } from '../../shared/error-code.ts';

/** In which a project has its settings, in its own folder. */
export const SETTINGS_FILES: readonly string[] = ['pyproject.toml', 'tinybug.toml'];

/** @throws TinybugError `invalid-settings` */
export function decodeSettings(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TinybugError('invalid-settings', `${name} is not UTF-8.`, { cause: error });
  }
}

import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findLockHolder } from './data-folder-lock.ts';

/** `<data>/service.json`: where the service of a data folder answers, for clients of the same user. */
export const ServiceFile = z.object({ pid: z.int().min(1), url: z.url(), startedAt: z.iso.datetime() });
export type ServiceFile = z.infer<typeof ServiceFile>;

const pathOf = (dataFolder: string): string => join(dataFolder, 'service.json');

export function writeServiceFile(dataFolder: string, service: ServiceFile): void {
  const temporaryFile = `${pathOf(dataFolder)}.${randomUUID()}`;
  writeFileSync(temporaryFile, `${JSON.stringify(service)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temporaryFile, pathOf(dataFolder));
}

export function removeServiceFile(dataFolder: string): void {
  rmSync(pathOf(dataFolder), { force: true });
}

/**
 * The service that runs on the data folder. A file left by a service that is gone is passed over, so that the token is never
 * sent to a stranger who has its port now.
 */
export function readServiceFile(dataFolder: string): ServiceFile | undefined {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(pathOf(dataFolder), 'utf8'));
  } catch {
    return undefined;
  }
  const service = ServiceFile.safeParse(json);
  return service.success && findLockHolder(dataFolder)?.pid === service.data.pid ? service.data : undefined;
}

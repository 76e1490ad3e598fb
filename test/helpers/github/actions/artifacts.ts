import { createHash } from 'node:crypto';
import { zipArchive } from '../../../../scripts/zip-archive.mjs';
import type { Clock } from '../clock.ts';
import { matchesPatterns } from './filter-pattern.ts';
import type { RunRecord } from './run-records.ts';

const RETENTION_MS = 90 * 86_400_000;

export interface ArtifactFile {
  readonly path: string;
  readonly base64: string;
}

export interface Artifact {
  readonly id: number;
  readonly run: RunRecord;
  readonly name: string;
  readonly files: readonly ArtifactFile[];
  readonly zip: Buffer;
  readonly digest: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What becomes of an artifact's zip on its way into the store; `undefined` loses it while its job believes it was kept. */
export type Tampering = (zip: Buffer, name: string) => Buffer | undefined;

export class Artifacts {
  readonly #artifacts: Artifact[] = [];
  readonly #clock: Clock;
  #tampering: { matcher: RegExp; tampering: Tampering; times: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The next uploads whose name matches are changed: cut short, replaced or lost. */
  tamper(matcher: RegExp, tampering: Tampering, times = 1): void {
    this.#tampering.push({ matcher, tampering, times });
  }

  add(id: number, run: RunRecord, name: string, files: readonly ArtifactFile[]): { id: number; digest: string } {
    const zip = zipArchive(new Map(files.map((file) => [file.path, Buffer.from(file.base64, 'base64')])));
    const kept = this.#tamperWith(zip, name);
    const digest = createHash('sha256')
      .update(kept ?? zip)
      .digest('hex');
    const createdAt = this.#clock();
    const expiresAt = createdAt + RETENTION_MS;
    if (kept !== undefined) this.#artifacts.push({ id, run, name, files, zip: kept, digest, createdAt, expiresAt });
    return { id, digest };
  }

  ofRun(run: RunRecord): Artifact[] {
    return this.#artifacts.filter((artifact) => artifact.run === run);
  }

  ofRepository(repositoryId: number): Artifact[] {
    return this.#artifacts.filter(({ run }) => run.repository.id === repositoryId).reverse();
  }

  select(run: RunRecord, name: string, pattern: string): Artifact[] {
    return this.ofRun(run).filter((artifact) => {
      if (name !== '') return artifact.name === name;
      return pattern === '' || matchesPatterns(artifact.name, [pattern]);
    });
  }

  remove(artifact: Artifact): void {
    this.#artifacts.splice(this.#artifacts.indexOf(artifact), 1);
  }

  #tamperWith(zip: Buffer, name: string): Buffer | undefined {
    const entry = this.#tampering.find(({ matcher, times }) => times > 0 && matcher.test(name));
    if (entry === undefined) return zip;
    entry.times -= 1;
    return entry.tampering(zip, name);
  }
}

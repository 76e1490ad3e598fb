import { markdownTable } from './markdown-table.ts';
import type { ScaleRow } from './scale.ts';

const COLUMNS = ['', 'done', 'CPU ms each', 'wall s', 'peak MiB', 'parent MiB', 'remarks'];

export const describeScale = (rows: readonly ScaleRow[]): string =>
  markdownTable(
    COLUMNS,
    rows.map(({ what, wanted, done, measurement }) => [
      `${wanted.toLocaleString('en')} ${what}`,
      String(done),
      done === 0 ? '–' : (measurement.cpuMs / done).toFixed(2),
      (measurement.wallMs / 1000).toFixed(1),
      measurement.peakMemoryMb.toFixed(0),
      measurement.leaderMemoryMb.toFixed(0),
      measurement.cutOff === null ? '' : `cut off by the ${measurement.cutOff} limit`,
    ]),
  );

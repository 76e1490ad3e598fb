/// <reference lib="dom" />
import type { HistoryLabels, Trend } from '../history-messages.ts';
import { TREND_HEIGHT, TREND_WIDTH } from '../trend.ts';
import { element, svgElement } from './elements.ts';

const MARGIN = 8;
const SCALE_WIDTH = 44;

/** The line of scores as a picture with a name and a description; the table of runs says the same in words. */
export function trendView({ path, points, description }: Trend, labels: HistoryLabels): HTMLElement {
  const box = [-SCALE_WIDTH, -MARGIN, TREND_WIDTH + SCALE_WIDTH + MARGIN, TREND_HEIGHT + 2 * MARGIN].join(' ');
  const svg = svgElement(
    'svg',
    { viewBox: box, role: 'img', 'aria-labelledby': 'trend-title trend-description' },
    svgElement('title', { id: 'trend-title' }, labels.trend),
    svgElement('desc', { id: 'trend-description' }, description),
    ...[0, 50, 100].flatMap((percent) => {
      const y = String(((100 - percent) / 100) * TREND_HEIGHT);
      return [
        svgElement('line', { class: 'grid', x1: '0', x2: String(TREND_WIDTH), y1: y, y2: y }),
        svgElement('text', { class: 'scale', x: '-6', y, 'text-anchor': 'end' }, `${percent} %`),
      ];
    }),
    svgElement('path', { class: 'line', d: path }),
    ...points.map(({ x, y }) => svgElement('circle', { class: 'point', cx: String(x), cy: String(y), r: '3' })),
  );
  return element('section', { class: 'trend' }, element('h2', {}, labels.trend), svg);
}

import assert from 'node:assert/strict';
import { createPlainDisplay } from '../../../service/cli/plain-display.ts';
import { createScreen } from '../../../service/cli/screen.ts';
import { wantsColour } from '../../../service/cli/text-style.ts';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import { createMeasuredMutant } from './create-measured-mutant.ts';

function createStream(isTTY: boolean, columns?: number) {
  let text = '';
  return { isTTY, columns, write: (more: string) => void (text += more), written: () => text };
}

describe('createScreen', () => {
  it('prints lines above the line that it keeps at the bottom of a terminal', () => {
    const stream = createStream(true, 80);
    const screen = createScreen(stream, {});
    screen.showStatus('1/9');
    screen.printLine('A notice');
    screen.showStatus('2/9');
    screen.showStatus('');
    const clear = '\r\u001b[2K';
    assert.equal(stream.written(), `${clear}1/9${clear}A notice\n1/9${clear}2/9${clear}`);
  });

  it('writes no control character elsewhere than on a terminal, nor where TERM is dumb', () => {
    for (const [stream, environment] of [
      [createStream(false), {}],
      [createStream(true, 80), { TERM: 'dumb' }],
    ] as const) {
      const screen = createScreen(stream, environment);
      screen.showStatus('1/9');
      screen.printLine(screen.style.red('A line'));
      assert.equal(stream.written(), 'A line\n');
      assert.equal(screen.isLive, false);
    }
  });

  it('follows the width of the terminal while it changes', () => {
    const stream = createStream(true, 80);
    const screen = createScreen(stream, {});
    stream.columns = 40;
    assert.equal(screen.width, 40);
  });
});

describe('wantsColour', () => {
  const table: [Record<string, string>, boolean, boolean][] = [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ TERM: 'dumb' }, true, false],
  ];
  for (const [environment, isTerminal, expected] of table) {
    it(`is ${expected} ${isTerminal ? 'on' : 'off'} a terminal with ${JSON.stringify(environment)}`, () => {
      assert.equal(wantsColour(environment, isTerminal), expected);
    });
  }
});

describe('createPlainDisplay', () => {
  it('prints a line for each phase, for the first verdict and for every tenth of the mutants', () => {
    const stream = createStream(false);
    const display = createPlainDisplay(createScreen(stream, {}), () => 0);
    const show = (payload: RunEventPayload, index = 0) => {
      display.showEvent({
        runId: '0b8f3c1e-3f6a-4a4e-9a51-0f2f3f1b8a11',
        sequence: index + 1,
        at: '1970-01-01T00:00:01.000Z',
        payload,
      });
    };
    show({ type: 'phase-started', phase: 'measure' });
    show({ type: 'notice', level: 'warning', message: 'disk is nearly full\u001b[31m' });
    show({ type: 'mutants-selected', selection: { enumerated: 100, suppressed: 5, selected: 40, noCoverage: 0 } });
    for (let index = 0; index < 40; index += 1)
      show({ type: 'mutant-finished', mutant: createMeasuredMutant({ status: 'Killed' }) }, index);
    const lines = stream.written().trimEnd().split('\n');
    assert.deepEqual(lines.slice(0, 5), [
      'Measuring …',
      'Warning: disk is nearly full\ufffd[31m',
      '100 mutants found, 40 of them chosen, 5 more suppressed; 0 on lines that no test runs',
      '1 of 40 mutants: 1 caught, 0 uncaught',
      '5 of 40 mutants: 5 caught, 0 uncaught',
    ]);
    assert.equal(lines.length, 13);
  });
});

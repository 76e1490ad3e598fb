import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface GeneratedSize {
  readonly functions: number;
  /** Each function has at least one. */
  readonly tests: number;
}

const FUNCTIONS_PER_MODULE = 50;

/** Writes a project of many small functions with tests for each, to find out how cost grows with size. */
export async function generateProject(folder: string, { functions, tests }: GeneratedSize): Promise<void> {
  await mkdir(join(folder, 'generated'), { recursive: true });
  await mkdir(join(folder, 'tests'), { recursive: true });
  await writeFile(join(folder, 'generated/__init__.py'), '');
  await writeFile(
    join(folder, 'pyproject.toml'),
    '[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n',
  );
  const testsPerFunction = Math.ceil(tests / functions);
  let left = tests;
  for (let first = 0; first < functions; first += FUNCTIONS_PER_MODULE) {
    const numbers = Array.from(
      { length: Math.min(FUNCTIONS_PER_MODULE, functions - first) },
      (_, index) => first + index,
    );
    const name = `part_${first / FUNCTIONS_PER_MODULE}`;
    const share = Math.min(left, testsPerFunction * numbers.length);
    left -= share;
    await writeFile(join(folder, `generated/${name}.py`), numbers.map(writeFunction).join('\n\n'));
    await writeFile(join(folder, `tests/test_${name}.py`), writeTests(name, numbers, share));
  }
}

/** Ten mutants or so, most of which the tests below notice. */
const writeFunction = (number: number): string => `def measure_${number}(first, second):
    total = first * ${number + 2} + second
    if total > ${number * 3 + 10}:
        return total - second
    return total + ${number}
`;

function writeTests(module: string, numbers: readonly number[], count: number): string {
  const tests = Array.from({ length: count }, (_, index) => {
    const number = numbers[index % numbers.length] ?? 0;
    const round = Math.floor(index / numbers.length);
    return writeTest(number, round);
  });
  return [`from generated import ${module}\n`, ...tests.map((test) => test.replaceAll('MODULE', module))].join('\n\n');
}

/** The expected value is worked out by the test itself, in another way than the function does it. */
const writeTest = (number: number, round: number): string => `def test_measure_${number}_${round}():
    for first in range(${round}, ${round + 8}):
        total = sum([first] * ${number + 2}, 1)
        expected = total - 1 if total > ${number * 3 + 10} else total + ${number}
        assert MODULE.measure_${number}(first, 1) == expected
`;

import assert from 'node:assert/strict';
import { enumerateCode, findChange } from '../../helpers/enumerate-code.ts';

const CODE = `a = [
    1,
]
if (b or
        2):
    c(3)
elif d(4):
    e(5)
for f in g(6,
           7):
    h(8)
@i(9)
@j
def k(l=10,
      m=11):
    n(12)
match o(13):
    case p if q > 14:
        r(15)
try:
    s(16)
except (T, U[17]):
    v(18)
while True:
    w(19)
    continue
else:
    x(20); y(21)
`;

describe('coverageLines', () => {
  const file = enumerateCode(CODE);
  const linesOf = (number: number) => findChange(file, String(number), String(number + 1)).coverageLines;
  const rows: [number: number, what: string, lines: [number, number]][] = [
    [1, 'all lines of a simple statement', [1, 3]],
    [2, 'the header of an if', [4, 5]],
    [3, 'a statement in the body of an if, not its header', [6, 6]],
    [4, 'the header of an elif', [7, 7]],
    [6, 'all lines of a header', [9, 10]],
    [8, 'the body of a loop', [11, 11]],
    [9, 'decorators and the header of a definition', [12, 15]],
    [11, 'the same for a default', [12, 15]],
    [12, 'the body of a function', [16, 16]],
    [13, 'the header of a match', [17, 17]],
    [14, 'the header of a case and the start of its body', [18, 19]],
    [17, 'the header of an except', [22, 22]],
    [21, 'the line that two statements share', [28, 28]],
  ];
  for (const [number, what, lines] of rows) {
    it(`of a mutant of ${number} are ${what}`, () => assert.deepEqual(linesOf(number), lines));
  }

  it('of a constant loop condition, for which CPython reports no line, include the start of the body', () => {
    assert.deepEqual(findChange(file, 'True', 'False').coverageLines, [24, 25]);
  });

  it('of a jump, which CPython may fold away, include the statement before it', () => {
    assert.deepEqual(findChange(file, 'continue', 'break').coverageLines, [25, 26]);
  });

  it('of a jump that is first in its block include the header', () => {
    const jump = enumerateCode('for a in b:\n    if a:\n        continue\n    else:\n        break\n', ['LoopControl']);
    assert.deepEqual(
      jump.mutants.map(({ coverageLines }) => coverageLines),
      [
        [2, 3],
        [2, 5],
      ],
    );
  });
});

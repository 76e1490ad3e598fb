import assert from 'node:assert/strict';
import { enumerateCode, findChange } from '../../helpers/enumerate-code.ts';

const CODE = `
LIMIT = 1 + 10
handler = lambda a: a + 11

@decorate(20)
class Stack(Base):
    size = 30

    @decorate(40)
    def push(self, item, at=50):
        def inner(b=60):
            return b + 70
        self.items[80:] = [c + 90 for c in item]

    class Node:
        depth = 100

def outer():
    class Local:
        width = 110
`;

describe('the context of a mutant', () => {
  const file = enumerateCode(CODE, ['NumberLiteral']);
  const rows: [number: number, functionName: string, isStatic: boolean][] = [
    [10, '', true],
    [11, '', false],
    [20, 'Stack', true],
    [30, 'Stack', true],
    [40, 'Stack.push', true],
    [50, 'Stack.push', true],
    [60, 'Stack.push.inner', false],
    [70, 'Stack.push.inner', false],
    [80, 'Stack.push', false],
    [90, 'Stack.push', false],
    [100, 'Stack.Node', true],
    [110, 'outer.Local', false],
  ];
  for (const [number, functionName, isStatic] of rows) {
    it(`of ${number} is ${functionName === '' ? 'the module' : functionName}, ${isStatic ? '' : 'not '}static`, () => {
      const mutant = findChange(file, String(number), String(number + 1));
      assert.deepEqual([mutant.functionName, mutant.static], [functionName, isStatic]);
    });
  }
});

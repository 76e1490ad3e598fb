import assert from 'node:assert/strict';
import { enumerateCode } from '../../../helpers/enumerate-code.ts';

/** Texts that mutants would replace, by whether they are measured. */
const fates = (code: string) => {
  const { mutants, suppressed } = enumerateCode(code);
  return { measured: mutants.map(({ original }) => original), suppressed };
};

describe('suppression of what nobody would write a test for', () => {
  const whole: [code: string, reason: RegExp][] = [
    ['logger.info("text %s", a + 1)', /writes to the log/],
    ['self._log.debug("text")', /writes to the log/],
    ['logging.getLogger(__name__).warning("text", b=1)', /writes to the log/],
    ['warnings.warn("text", stacklevel=2)', /only warns/],
    ['time.sleep(1)', /only waits/],
    ['async def f():\n  await asyncio.sleep(1)', /only waits/],
    ['class A:\n  def __repr__(self):\n    return f"{self.a}" + b', /__repr__/],
    ['if TYPE_CHECKING:\n  a(1)', /type checkers/],
    ['if typing.TYPE_CHECKING:\n  a(1)', /type checkers/],
    ['if __name__ == "__main__":\n  main(1)', /as a script/],
    ['__version__ = "1.2"', /describes the module/],
    ['__all__ = ["a", "b"]', /describes the module/],
    ['__all__ += ["c"]', /describes the module/],
    ['class A:\n  __slots__ = ("a",)', /describes the module/],
    ['f.__doc__ = "text"', /documentation/],
    ['assert a == 1, "text"', /assertion/],
    ['raise NotImplementedError("text")', /not implemented/],
    ['@overload\ndef f(a=1): return 1', /never executed|only slower/],
    ['class A:\n  @abc.abstractmethod\n  def f(self): return 1', /never executed|only slower/],
    ['class A(Protocol):\n  def f(self, a=1): return 1', /never executed/],
    ['class A(Protocol[T]):\n  def f(self, a=1): return 1', /never executed/],
    ['@lru_cache(maxsize=8)\ndef f(): pass', /only slower/],
    ['T = TypeVar("T", bound="A")', /makes a type/],
    ['A = Optional["B"]', /names a type/],
  ];
  for (const [code, reason] of whole) {
    it(`takes all of \`${code.replaceAll('\n', '⏎')}\``, () => {
      const { measured, suppressed } = fates(`${code}\n`);
      assert.deepEqual(measured, []);
      assert.ok(suppressed.length > 0);
      for (const mutant of suppressed) {
        assert.match(mutant.reason, reason);
        assert.match(mutant.reason, /^Not measured, because .*\.$/);
      }
    });
  }

  const partly: [what: string, code: string, measured: string[]][] = [
    ['the branch for type checkers, not the other', 'if TYPE_CHECKING: a(1)\nelse: b(2)\n', ['b(2)', '2']],
    ['a check of the interpreter, not what depends on it', 'if sys.version_info >= (3, 8): a(2)\n', ['a(2)', '2']],
    [
      'the text of an error, not its type',
      'if a: raise ValueError(f"text {b}", 1)\n',
      ['a', 'a', 'raise ValueError(f"text {b}", 1)', 'ValueError', '1'],
    ],
    ['the type of a cast, not the value', 'a = cast("A", b + 1)\n', ['cast("A", b + 1)', '+', '1'].slice(1)],
    ['what a method called error of something else does', 'parser.error("text")\n', ['parser.error("text")', '"text"']],
    ['a function that is no logger', 'catalog.info("text")\n', ['catalog.info("text")', '"text"']],
  ];
  for (const [what, code, measured] of partly) {
    it(`is exact: ${what}`, () => {
      const found = fates(code).measured.filter((original) => !original.startsWith(', '));
      assert.deepEqual(found, measured);
    });
  }
});

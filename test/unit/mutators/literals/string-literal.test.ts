import { stringLiteral } from '../../../../service/mutators/literals/string-literal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('stringLiteral', () => {
  tableOf(stringLiteral, [
    ['a = "text"', 'a = ""'],
    ["a = 'text'", 'a = ""'],
    ['a = ""', 'a = "tinybug"'],
    ['a = b"text"', 'a = b""'],
    ['a = Rb"\\x"', 'a = b""'],
    ['a = b""', 'a = b"tinybug"'],
    ['a = r"\\d"', 'a = ""'],
    ['a = """one\ntwo"""', 'a = ""'],
    ['a = "one" "two"', 'a = ""'],
    ['a = "" ""', 'a = "tinybug"'],
    ['a = ("one"\n  f"{two}")', 'a = ("")'],
    ['a = f"{b}"', 'a = ""'],
    ['a = f"{b[\'key\']}"', 'a = ""'],
    ['"docstring"'],
    ['def f():\n  """docstring"""'],
    ['a: "Annotation" = b'],
  ]);
});

import { type Mutator, removeItem } from '../mutator.ts';
import { argumentsOf, calleeName, isMethodCall } from './call-parts.ts';

const NOT_POSITIONAL = new Set(['keyword_argument', 'list_splat', 'dictionary_splat']);
/** Built-ins that take no fewer arguments than they get here. */
const FIXED = new Set([
  'isinstance',
  'issubclass',
  'hasattr',
  'setattr',
  'delattr',
  'divmod',
  'map',
  'filter',
  'super',
  'Exception',
]);

/** `f(a, b=c)` → `f(a)`: each keyword argument, each `*a` and `**a`, and the last of several positional arguments. */
export const argumentRemoval: Mutator = {
  name: 'ArgumentRemoval',
  nodeTypes: ['call'],
  *mutate(node) {
    const given = argumentsOf(node);
    const positional = given.filter(({ type }) => !NOT_POSITIONAL.has(type));
    const last = positional.at(-1);
    for (const argument of given) {
      const isOptional = NOT_POSITIONAL.has(argument.type);
      const isLastOfSeveral = argument === last && positional.length > 1 && !takesAll(node, positional.length);
      if (isOptional || isLastOfSeveral) yield removeItem(given, argument);
    }
  },
};

function takesAll(call: Parameters<typeof calleeName>[0], count: number): boolean {
  if (isMethodCall(call)) return false;
  const name = calleeName(call);
  return FIXED.has(name) || (name === 'getattr' && count === 2);
}

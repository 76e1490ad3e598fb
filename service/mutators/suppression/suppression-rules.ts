import { ancestorOf, childOf, partsOf, withoutParentheses, type SyntaxNode } from '../../python/syntax-node.ts';

/** Code that nobody would write a test for because of a mutant in it. */
export interface SuppressionRule {
  /** Completes «not measured, because …». */
  readonly reason: string;
  readonly nodeTypes: ReadonlySet<string>;
  /** Only mutants of these mutators; without it of all. */
  readonly mutators?: ReadonlySet<string>;
  /** Whether the node, with all in it, is such code. */
  applies(node: SyntaxNode): boolean;
}

const METADATA =
  /^__(?:all|slots|version|author|email|license|copyright|title|credits|status|date|maintainer|url|summary|uri|description|docformat|build|version_info|match_args)__$|^(?:VERSION|version|version_info|version_tuple)$/;
const LOGGERS = /(?:^|[._])log(?:ger|ging|s)?$/i;
const LOG_METHODS = new Set(['debug', 'info', 'warning', 'warn', 'error', 'exception', 'critical', 'fatal', 'log']);
const TYPE_MAKERS = new Set([
  'TypeVar',
  'ParamSpec',
  'TypeVarTuple',
  'NewType',
  'ForwardRef',
  'TypeAliasType',
  'reveal_type',
  'get_type_hints',
]);
const TYPE_FORMS = new Set([
  'Annotated',
  'Any',
  'Callable',
  'ClassVar',
  'Dict',
  'Final',
  'FrozenSet',
  'Generic',
  'Iterable',
  'Iterator',
  'List',
  'Literal',
  'Mapping',
  'Optional',
  'Protocol',
  'Sequence',
  'Set',
  'Tuple',
  'Type',
  'TypeGuard',
  'Union',
]);
const SILENT_DECORATORS = new Set([
  'overload',
  'abstractmethod',
  'abstractproperty',
  'abstractclassmethod',
  'abstractstaticmethod',
  'final',
  'override',
  'no_type_check',
  'runtime_checkable',
  'deprecated',
  'wraps',
  'lru_cache',
  'cache',
  'type_check_only',
  'dataclass_transform',
]);
const EMPTY_BODY_DECORATORS = new Set([
  'overload',
  'abstractmethod',
  'abstractproperty',
  'abstractclassmethod',
  'abstractstaticmethod',
]);

/** The last name of `a`, `a.b` and `a.b(…)`. */
function lastName(node: SyntaxNode | undefined): string {
  if (node?.type === 'call') return lastName(childOf(node, 'function'));
  return (node?.type === 'attribute' ? childOf(node, 'attribute')?.text : node?.text) ?? '';
}

const decoratorNames = (definition: SyntaxNode): string[] =>
  definition.parent?.type === 'decorated_definition'
    ? partsOf(definition.parent)
        .filter(({ type }) => type === 'decorator')
        .map((decorator) => lastName(partsOf(decorator)[0]))
    : [];

const callee = (call: SyntaxNode): string => childOf(call, 'function')?.text ?? '';

function isLogCall(call: SyntaxNode): boolean {
  const target = childOf(call, 'function');
  if (target?.type !== 'attribute' || !LOG_METHODS.has(lastName(target))) return false;
  const object = childOf(target, 'object');
  return object !== undefined && (LOGGERS.test(object.text) || object.text.includes('getLogger('));
}

/** The branch that runs under the condition, and the condition itself, but not what `else` runs. */
const isBranchUnder = (node: SyntaxNode, condition: RegExp): boolean =>
  (node.fieldName === 'condition' || node.fieldName === 'consequence') &&
  (node.parent?.type === 'if_statement' || node.parent?.type === 'elif_clause') &&
  condition.test(conditionText(node.parent));

function conditionText(statement: SyntaxNode): string {
  const condition = childOf(statement, 'condition');
  return condition ? withoutParentheses(condition).text : '';
}

const rule = (
  reason: string,
  nodeTypes: readonly string[],
  applies: (node: SyntaxNode) => boolean,
  mutators?: readonly string[],
): SuppressionRule => ({
  reason,
  nodeTypes: new Set(nodeTypes),
  applies,
  ...(mutators && { mutators: new Set(mutators) }),
});

const CONDITIONS_AND_BRANCHES = ['block', 'identifier', 'attribute', 'comparison_operator', 'parenthesized_expression'];

export const SUPPRESSION_RULES: readonly SuppressionRule[] = [
  rule('it only writes to the log', ['call'], isLogCall),
  rule('it only warns', ['call'], (call) => /^(?:warnings\.warn(?:_explicit)?|warn)$/.test(callee(call))),
  rule('it only waits', ['call', 'await'], (node) => /^(?:await\s+)?(?:\w+\.)?sleep\(/.test(node.text)),
  rule(
    'it is the text that __repr__ shows',
    ['function_definition'],
    (node) => childOf(node, 'name')?.text === '__repr__',
  ),
  rule('it is for type checkers only', CONDITIONS_AND_BRANCHES, (node) =>
    isBranchUnder(node, /^(?:\w+\.)?TYPE_CHECKING$/),
  ),
  rule('it runs only as a script', CONDITIONS_AND_BRANCHES, (node) =>
    isBranchUnder(node, /^__name__\s*==\s*["']__main__["']$/),
  ),
  rule('it depends on the interpreter, not on the code', ['comparison_operator', 'call'], (node) =>
    /^(?:sys\.(?:version_info|platform|implementation|hexversion)|os\.name|platform\.\w+\(\))/.test(node.text),
  ),
  rule('it describes the module', ['assignment', 'augmented_assignment'], (node) =>
    METADATA.test(childOf(node, 'left')?.text ?? ''),
  ),
  rule(
    'it is documentation',
    ['assignment', 'augmented_assignment'],
    (node) => lastName(childOf(node, 'left')) === '__doc__',
  ),
  rule('an assertion states what always holds', ['assert_statement'], () => true),
  rule(
    'it marks what is not implemented',
    ['raise_statement'],
    (node) => lastName(partsOf(node)[0]) === 'NotImplementedError',
  ),
  rule(
    'it is the text of an error',
    ['string', 'concatenated_string', 'binary_operator', 'call'],
    (node) => isErrorText(node),
    ['StringLiteral', 'ArgumentRemoval', 'ArithmeticOperator', 'CollectionLiteral', 'MethodExpression'],
  ),
  rule('its body is never executed', ['function_definition'], (node) =>
    decoratorNames(node).some((name) => EMPTY_BODY_DECORATORS.has(name)),
  ),
  rule('its body is never executed', ['function_definition'], isInProtocol),
  rule('without it the same happens, or only slower', ['decorator'], (node) =>
    SILENT_DECORATORS.has(lastName(partsOf(node)[0])),
  ),
  rule('it makes a type', ['call'], (call) => TYPE_MAKERS.has(lastName(call))),
  rule('it names a type', ['subscript'], (node) => TYPE_FORMS.has(lastName(childOf(node, 'value')))),
  rule('it names a type', ['identifier', 'string', 'subscript', 'attribute', 'binary_operator'], isCastTarget),
];

/** Text given to the exception in a `raise` statement. */
function isErrorText(node: SyntaxNode): boolean {
  const raise = ancestorOf(node, new Set(['raise_statement', 'lambda']));
  if (raise?.type !== 'raise_statement') return false;
  return node.type !== 'call' || node.parent === raise || /\.(?:format|join)$/.test(callee(node));
}

function isInProtocol(node: SyntaxNode): boolean {
  const owner = ancestorOf(node, new Set(['class_definition', 'function_definition']));
  const bases = owner?.type === 'class_definition' ? childOf(owner, 'superclasses') : undefined;
  return bases !== undefined && partsOf(bases).some((base) => /^(?:\w+\.)?Protocol(?:\[|$)/.test(base.text));
}

function isCastTarget({ parent, text }: SyntaxNode): boolean {
  const call = parent?.type === 'argument_list' ? parent.parent : undefined;
  return (
    call?.type === 'call' &&
    /^(?:typing\.|t\.)?cast$/.test(callee(call)) &&
    parent !== undefined &&
    partsOf(parent)[0]?.text === text
  );
}

/**
 * A node of a parsed Python file. Offsets are UTF-16 code units of the decoded text, end exclusive.
 * Node and field names are those of the tree-sitter-python grammar; what a keyword or operator token is called is its text.
 */
export interface SyntaxNode {
  readonly type: string;
  /** False for punctuation, operators and keywords. */
  readonly isNamed: boolean;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly parent: SyntaxNode | undefined;
  /** The name of this node's place in its parent. */
  readonly fieldName: string | undefined;
  /** In source order, with tokens and comments. */
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
  readonly text: string;
  readonly root: SyntaxNode;
  /** Every node, parents before their children, otherwise in source order. */
  readonly nodes: readonly SyntaxNode[];
}

/** The child in the named place. */
export function childOf(node: SyntaxNode, fieldName: string): SyntaxNode | undefined {
  return node.children.find((child) => child.fieldName === fieldName && isPart(child));
}

/** Named children without comments and line continuations. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter((child) => child.isNamed && isPart(child));
}

/** The first token, keyword or operator, of this kind. */
export function tokenOf(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.children.find((child) => !child.isNamed && child.type === type);
}

/** The nearest ancestor of one of these types. */
export function ancestorOf(node: SyntaxNode, types: ReadonlySet<string>): SyntaxNode | undefined {
  let ancestor = node.parent;
  while (ancestor && !types.has(ancestor.type)) ancestor = ancestor.parent;
  return ancestor;
}

/** The node itself and all below it, in source order. */
export function* descendantsOf(node: SyntaxNode): Generator<SyntaxNode> {
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    for (const child of next.children.toReversed()) pending.push(child);
  }
}

export function contains(node: SyntaxNode, types: ReadonlySet<string>): boolean {
  for (const descendant of descendantsOf(node)) if (types.has(descendant.type)) return true;
  return false;
}

/** The node without the parentheses around it. */
export function withoutParentheses(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const [only] = partsOf(inner);
    if (!only) break;
    inner = only;
  }
  return inner;
}

const isPart = (node: SyntaxNode): boolean => node.type !== 'comment' && node.type !== 'line_continuation';

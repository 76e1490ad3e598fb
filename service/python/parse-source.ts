import Parser from 'tree-sitter';
import Python from 'tree-sitter-python';
import type { SyntaxNode, SyntaxTree } from './syntax-node.ts';

const parser = new Parser();
parser.setLanguage(Python);

export type ParsedSource =
  | { readonly kind: 'parsed'; readonly tree: SyntaxTree }
  /** Line from 1 of the first thing that is not Python. */
  | { readonly kind: 'invalid'; readonly line: number };

/** Parses the text of a whole file. */
export function parseSource(text: string): ParsedSource {
  const { rootNode } = parse(text);
  if (rootNode.hasError) return { kind: 'invalid', line: findErrorLine(rootNode) };
  return { kind: 'parsed', tree: copyTree(rootNode, text) };
}

/** Whether the text is free of syntax errors, as far as the grammar tells. */
export function isParsable(text: string): boolean {
  return !parse(text).rootNode.hasError;
}

/** The binding's default buffer fails on texts above 32 KiB; its size counts bytes of UTF-16. */
function parse(text: string): Parser.Tree {
  return parser.parse(text, undefined, { bufferSize: 2 * text.length + 1024 });
}

function findErrorLine(root: Parser.SyntaxNode): number {
  let node = root;
  for (;;) {
    const faulty = node.children.find((child) => child.hasError || child.isMissing || child.isError);
    if (!faulty) return node.startPosition.row + 1;
    node = faulty;
  }
}

class CopiedNode implements SyntaxNode {
  readonly type: string;
  readonly isNamed: boolean;
  readonly start: number;
  readonly end: number;
  readonly parent: CopiedNode | undefined;
  readonly fieldName: string | undefined;
  readonly children: CopiedNode[] = [];
  readonly #source: string;

  constructor(cursor: Parser.TreeCursor, parent: CopiedNode | undefined, source: string) {
    this.type = cursor.nodeType;
    this.isNamed = cursor.nodeIsNamed;
    this.start = cursor.startIndex;
    this.end = cursor.endIndex;
    this.parent = parent;
    this.fieldName = cursor.currentFieldName || undefined;
    this.#source = source;
  }

  get text(): string {
    return this.#source.slice(this.start, this.end);
  }
}

/**
 * Copies the tree into plain objects: each property read from the binding crosses into native code, which is slow where
 * thirty mutators ask every node. A loop, because a chain of thousands of operators is nested as deep.
 */
function copyTree(rootNode: Parser.SyntaxNode, text: string): SyntaxTree {
  const cursor = rootNode.walk();
  const root = new CopiedNode(cursor, undefined, text);
  const nodes: SyntaxNode[] = [root];
  let node: CopiedNode | undefined = root;
  while (node) {
    if (cursor.gotoFirstChild()) {
      node = appendChild(node, cursor, text, nodes);
      continue;
    }
    while (node && !cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { text, root, nodes };
      node = node.parent;
    }
    node = node?.parent && appendChild(node.parent, cursor, text, nodes);
  }
  return { text, root, nodes };
}

function appendChild(parent: CopiedNode, cursor: Parser.TreeCursor, text: string, nodes: SyntaxNode[]): CopiedNode {
  const child = new CopiedNode(cursor, parent, text);
  parent.children.push(child);
  nodes.push(child);
  return child;
}

import { createHash } from 'node:crypto';
import type { Confinement, Mutant } from '../../shared/mutant.ts';
import type { RawSourceFile } from '../ci/source-provider.ts';
import { deriveMutantId } from '../planning/mutant-id.ts';
import { decodeSource } from '../python/decode-source.ts';
import { parseSource } from '../python/parse-source.ts';
import { createPositionMap, type PositionMap } from '../python/position-map.ts';
import type { SyntaxTree } from '../python/syntax-node.ts';
import { staysConfined } from './confinement.ts';
import { type Proposal, proposeChanges } from './propose-changes.ts';
import { chooseMutators, MUTATORS } from './registry.ts';
import { executionRange } from './statement-extent.ts';
import { findIgnoredLines, type IgnoredLines } from './suppression/ignore-comments.ts';
import { findUnknownNames, type UnknownName } from './suppression/unknown-names.ts';
import { findUnmutated } from './unmutated-statements.ts';

export interface EnumeratedFile {
  readonly kind: 'enumerated';
  readonly path: string;
  /** Without a byte order mark, line ends as they are. */
  readonly text: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** In source order. */
  readonly mutants: readonly Mutant[];
  /** Mutants that nobody would write a test for, or that a comment forbids. */
  readonly suppressed: readonly { readonly mutant: Mutant; readonly reason: string }[];
  /** The reach report: statements without any mutant. */
  readonly notMutated: readonly { readonly line: number; readonly reason: string }[];
  /** Names in comments that say what to ignore which no mutator has, each once. */
  readonly unknownNames: readonly UnknownName[];
}

export interface SkippedFile {
  readonly kind: 'skipped';
  readonly path: string;
  /** A sentence. */
  readonly reason: string;
}

/** @param options.mutators as in the settings: names, or names to leave out with "-" before them */
export function enumerateMutants(
  file: RawSourceFile,
  options: { readonly mutators?: readonly string[] | undefined } = {},
): EnumeratedFile | SkippedFile {
  const { path, bytes } = file;
  const source = decodeSource(file);
  if (source.kind === 'skipped') return { kind: 'skipped', path, reason: `${path} is left out: ${source.reason}.` };
  const { text, markBytes } = source;
  const parsed = parseSource(text);
  if (parsed.kind === 'invalid')
    return { kind: 'skipped', path, reason: `${path} is left out: syntax error at line ${parsed.line}.` };
  const positions = createPositionMap(text, markBytes);
  const proposals = proposeChanges(parsed.tree, chooseMutators(options.mutators));
  const ignoredLines = findIgnoredLines(parsed.tree.nodes, text, positions);
  const mutants: Mutant[] = [];
  const suppressed: { mutant: Mutant; reason: string }[] = [];
  for (const { mutant, proposal } of describeMutants(path, text, proposals, positions)) {
    const reason = findSuppression(mutant, proposal, ignoredLines, positions);
    if (reason === undefined) mutants.push(mutant);
    else suppressed.push({ mutant, reason: `Not measured, because ${reason}.` });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    kind: 'enumerated',
    path,
    text,
    sha256,
    mutants,
    suppressed,
    notMutated: reportReach(parsed.tree, proposals, positions, options.mutators),
    unknownNames: findUnknownNames(ignoredLines),
  };
}

/** Ordinals count suppressed mutants, too: a comment that forbids one must not give the next another id. */
function* describeMutants(
  path: string,
  text: string,
  proposals: readonly Proposal[],
  positions: PositionMap,
): Generator<{ mutant: Mutant; proposal: Proposal }> {
  const ordinals = new Map<string, number>();
  for (const proposal of proposals) {
    const { start, end, replacement, mutatorName, context } = proposal;
    const [coverageStart, coverageEnd] = executionRange(proposal.statement);
    const original = text.slice(start, end);
    const content = { path, functionName: context.functionName, original, replacement, mutatorName };
    const key = JSON.stringify(content);
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    const mutant: Mutant = {
      ...content,
      id: deriveMutantId({ ...content, ordinal }),
      ordinal,
      location: { start: positions.positionAt(start), end: positions.positionAt(end) },
      byteRange: [positions.byteOffsetAt(start), positions.byteOffsetAt(end)],
      coverageLines: [positions.lineAt(coverageStart), positions.lineAt(coverageEnd - 1)],
      static: context.isStatic,
      ...describeConfinement(proposal, text, positions),
    };
    yield { mutant, proposal };
  }
}

function describeConfinement(
  { context: { confinedTo }, ...change }: Proposal,
  text: string,
  positions: PositionMap,
): { confinedTo?: Confinement } {
  if (!confinedTo || !staysConfined(confinedTo, change, text)) return {};
  const { kind, start, end } = confinedTo;
  return { confinedTo: { kind, lines: [positions.lineAt(start), positions.lineAt(end - 1)] } };
}

function findSuppression(
  { mutatorName }: Mutant,
  { context, statement }: Proposal,
  ignoredLines: readonly IgnoredLines[],
  positions: PositionMap,
): string | undefined {
  const concerns = (only: ReadonlySet<string> | undefined): boolean => only?.has(mutatorName) ?? true;
  const [firstLine, lastLine] = [positions.lineAt(statement.start), positions.lineAt(statement.end - 1)];
  const ignored = ignoredLines.find(
    (lines) => lines.firstLine <= lastLine && firstLine <= lines.lastLine && concerns(lines.mutators),
  );
  return ignored?.reason ?? context.suppressedBy.find(({ mutators }) => concerns(mutators))?.reason;
}

const NOT_CHOSEN = 'Only mutators that the settings leave out have a change for it.';

function reportReach(
  tree: SyntaxTree,
  proposals: readonly Proposal[],
  positions: PositionMap,
  setting: readonly string[] = [],
): { line: number; reason: string }[] {
  const { nodes } = tree;
  const nodesOf = (some: readonly Proposal[]) => new Set(some.map(({ statement }) => statement.node));
  const mutable = setting.length === 0 ? undefined : nodesOf(proposeChanges(tree, MUTATORS));
  return [...findUnmutated(nodes, nodesOf(proposals))].map(({ node, reason }) => ({
    line: positions.lineAt(node.start),
    reason: mutable?.has(node) ? NOT_CHOSEN : reason,
  }));
}

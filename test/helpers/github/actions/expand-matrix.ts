export type Combination = Readonly<Record<string, unknown>>;

const MOST_JOBS = 256;

/** The combinations of a `strategy.matrix` whose expressions are evaluated, in GitHub's order; `undefined` without a matrix. */
export function expandMatrix(matrix: unknown): readonly Combination[] | undefined {
  if (!isRecord(matrix)) return undefined;
  const { include, exclude, ...axes } = matrix;
  const excluded = asRecords(exclude);
  let combinations = Object.entries(axes).reduce<Combination[]>(
    (partial, [name, values]) =>
      partial.flatMap((combination) => asArray(values).map((value) => ({ ...combination, [name]: value }))),
    Object.keys(axes).length === 0 ? [] : [{}],
  );
  combinations = combinations.filter(
    (combination) => !excluded.some((rule) => agrees(combination, rule, Object.keys(rule))),
  );
  const expanded = applyIncludes(combinations, asRecords(include), Object.keys(axes));
  if (expanded.length === 0) throw new Error('Matrix vector does not contain any values');
  if (expanded.length > MOST_JOBS)
    throw new Error(`The matrix has ${expanded.length} jobs; GitHub allows ${MOST_JOBS}`);
  return expanded;
}

/** An entry of `include` is added to every combination whose own values it does not change; where there is none it is one of its own. */
function applyIncludes(
  originals: readonly Combination[],
  includes: readonly Combination[],
  axes: readonly string[],
): Combination[] {
  const extended = originals.map((original) => ({ ...original }));
  const added: Combination[] = [];
  for (const entry of includes) {
    const shared = axes.filter((axis) => axis in entry);
    const fitting = extended.filter((_, index) => agrees(originals[index] ?? {}, entry, shared));
    if (fitting.length === 0) added.push(entry);
    for (const combination of fitting) Object.assign(combination, entry);
  }
  return [...extended, ...added];
}

const agrees = (combination: Combination, entry: Combination, names: readonly string[]): boolean =>
  names.every((name) => JSON.stringify(combination[name]) === JSON.stringify(entry[name]));

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const asRecords = (value: unknown): Combination[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

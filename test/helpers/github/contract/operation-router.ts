import { operationContracts, type OperationContract, type Schema } from './openapi-document.ts';

/** These may hold slashes, which some clients leave as they are. */
const LONG_PARAMETERS = new Set(['path', 'ref', 'branch', 'basehead']);

export interface RoutedRequest {
  readonly operation: OperationContract;
  /** Path and query parameters, as the types that the contract gives them. */
  readonly parameters: Record<string, unknown>;
}

interface Route {
  readonly operation: OperationContract;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** Routes with more words of their own come first: `…/commits/{ref}/check-runs` before `…/commits/{ref}`. */
const routes: readonly Route[] = operationContracts
  .map((operation) => ({ operation, ...patternOf(operation.route) }))
  .sort((left, right) => literalLength(right.operation.route) - literalLength(left.operation.route));

export function routeRequest(method: string, pathname: string, search: URLSearchParams): RoutedRequest | undefined {
  for (const { operation, pattern, names } of routes) {
    const match = operation.method === method ? pattern.exec(pathname) : null;
    if (match === null) continue;
    const texts = new Map<string, string>(search);
    names.forEach((name, index) => texts.set(name, decodeURIComponent(match[index + 1] ?? '')));
    const schemas = new Map(operation.parameters.map(({ name, schema }) => [name, schema]));
    return {
      operation,
      parameters: Object.fromEntries([...texts].map(([name, text]) => [name, typed(text, schemas.get(name))])),
    };
  }
  return undefined;
}

function patternOf(route: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = route.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return LONG_PARAMETERS.has(name) ? '(.*)' : '([^/]+)';
  });
  return { pattern: new RegExp(`^${source}$`), names };
}

function literalLength(route: string): number {
  return route.replaceAll(/\{\w+\}/g, '').length;
}

function typed(text: string, schema: Schema | undefined): unknown {
  const types = schema === undefined ? [] : [schema, ...(schema.oneOf ?? [])].flatMap(({ type }) => type ?? []);
  if (types.includes('integer') && /^-?\d+$/.test(text)) return Number(text);
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

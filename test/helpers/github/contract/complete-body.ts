import { resolveSchema, type Schema } from './openapi-document.ts';

/**
 * GitHub's bodies have up to a hundred fields, most of which nobody reads. Fills in those that the contract requires
 * and that were not given: null where that is allowed, else the emptiest value.
 */
export function completeBody(schema: Schema, known: unknown): unknown {
  const resolved = flatten(schema, known);
  if (Array.isArray(known)) {
    const { items } = resolved;
    return items === undefined ? known : known.map((item: unknown) => completeBody(items, item));
  }
  if (!isRecord(known) || resolved.properties === undefined) return known;
  const body: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(resolved.properties)) {
    if (name in known) body[name] = completeBody(property, known[name]);
    else if (resolved.required?.includes(name)) body[name] = emptiest(property);
  }
  for (const [name, value] of Object.entries(known)) if (!(name in body)) body[name] = value;
  return body;
}

function emptiest(schema: Schema): unknown {
  if (allowsNull(schema)) return null;
  const resolved = flatten(schema, undefined);
  if (resolved.enum !== undefined) return resolved.enum[0];
  const type = Array.isArray(resolved.type) ? resolved.type[0] : resolved.type;
  switch (type) {
    case 'string':
      return emptiestString(resolved.format);
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return completeBody(resolved, {});
  }
}

function emptiestString(format: string | undefined): string {
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  if (format === 'uri') return 'http://127.0.0.1/';
  return '';
}

function allowsNull(schema: Schema): boolean {
  const resolved = resolveSchema(schema);
  if (Array.isArray(resolved.type)) return resolved.type.includes('null');
  return resolved.type === 'null' || [...(resolved.anyOf ?? []), ...(resolved.oneOf ?? [])].some(allowsNull);
}

/** One schema for the alternatives' best fit, and for all parts of a combination. */
function flatten(schema: Schema, known: unknown): Schema {
  const resolved = resolveSchema(schema);
  const alternatives = resolved.anyOf ?? resolved.oneOf;
  if (alternatives !== undefined && resolved.properties === undefined) {
    const chosen = alternatives.map(resolveSchema).find((alternative) => fits(alternative, known));
    return chosen === undefined ? resolved : flatten(chosen, known);
  }
  if (resolved.allOf === undefined) return resolved;
  const parts = resolved.allOf.map((part) => flatten(part, known));
  return {
    ...resolved,
    ...parts.find(({ type }) => type !== undefined),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, Schema>,
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

function fits(schema: Schema, known: unknown): boolean {
  if (known === undefined) return schema.type !== 'null';
  const wanted = known === null ? 'null' : Array.isArray(known) ? 'array' : typeof known;
  const type = schema.type ?? (schema.properties === undefined && schema.allOf === undefined ? undefined : 'object');
  if (type === undefined) return schema.anyOf !== undefined || schema.oneOf !== undefined;
  const types = typeof type === 'string' ? [type] : type;
  return types.includes(wanted) || (wanted === 'number' && types.includes('integer'));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { RestError } from '../rest/rest-error.ts';
import type { DispatchInput } from './workflow-file.ts';

/** The inputs of a run that was started by hand: unknown ones are refused, left out ones have their default. */
export function readDispatchInputs(
  declared: Readonly<Record<string, DispatchInput>>,
  given: Readonly<Record<string, string | number | boolean>>,
): Record<string, unknown> {
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) throw RestError.invalid(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => {
      const value = given[name] ?? input.default;
      if (value === undefined && input.required === true)
        throw RestError.invalid(`Required input '${name}' not provided`);
      return [name, typed(value, input.type)];
    }),
  );
}

function typed(value: string | number | boolean | undefined, type: string | undefined): unknown {
  if (type === 'boolean') return value === true || value === 'true';
  if (type === 'number') return Number(value ?? 0);
  return value === undefined ? '' : String(value);
}

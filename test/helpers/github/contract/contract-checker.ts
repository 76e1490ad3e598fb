import { Ajv, type ValidateFunction } from 'ajv';
import { openApiDocument, type OperationContract, type Schema, resolveSchema } from './openapi-document.ts';

const DOCUMENT_ID = 'https://loopback.test/github';
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A request or response that GitHub's OpenAPI document does not allow. */
export interface Violation {
  readonly where: string;
  readonly problem: string;
}

export interface ContractChecker {
  /** A test that wants a violation takes it out again. */
  readonly violations: Violation[];
  check(schema: Schema, value: unknown, where: string): void;
  /** What no schema can say. */
  report(where: string, problem: string): void;
  checkRequest(operation: OperationContract, query: Record<string, unknown>, body: unknown): void;
  checkResponse(operation: OperationContract, status: number, body: unknown): void;
}

const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true, logger: false });
ajv.addFormat('date-time', DATE_TIME);
ajv.addFormat('uri', (text) => URL.canParse(text));
ajv.addSchema({ ...openApiDocument, $id: DOCUMENT_ID }, DOCUMENT_ID, false, false);

/** Compiled once for all tests: GitHub's schemas are long. */
const validators = new Map<Schema, ValidateFunction>();

function validatorOf(schema: Schema): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const validator = ajv.compile(withAbsoluteReferences(schema));
  validators.set(schema, validator);
  return validator;
}

/** Violations are kept until the end of the test, because the client that caused one may well swallow an error response. */
export function createContractChecker(): ContractChecker {
  const violations: Violation[] = [];
  const check = (schema: Schema, value: unknown, where: string): void => {
    const validator = validatorOf(schema);
    if (!validator(value)) violations.push({ where, problem: ajv.errorsText(validator.errors, { dataVar: '' }) });
  };
  return {
    violations,
    check,
    report: (where, problem) => void violations.push({ where, problem }),
    checkRequest(operation, query, body) {
      const where = `request of ${operation.operationId}`;
      checkParameters(operation, query, (schema, value, name) => check(schema, value, `${where}, ${name}`));
      for (const name of unknownNames(operation, query, body))
        violations.push({ where, problem: `GitHub knows no ${name}` });
      if (operation.requestSchema !== undefined && body !== undefined) check(operation.requestSchema, body, where);
    },
    checkResponse(operation, status, body) {
      const where = `response ${status} of ${operation.operationId}`;
      const schema = operation.responseSchemas.get(status);
      if (schema !== undefined) check(schema, body, where);
      else if (status < 400 && !operation.responseSchemas.has(status))
        violations.push({ where, problem: 'GitHub never answers so' });
    },
  };
}

function checkParameters(
  operation: OperationContract,
  values: Record<string, unknown>,
  check: (schema: Schema, value: unknown, name: string) => void,
): void {
  for (const { name, in: place, schema } of operation.parameters)
    if (place !== 'header' && values[name] !== undefined) check(schema, withoutComparison(name, values[name]), name);
}

/** The document calls `created` a date; what it links to as its syntax has comparisons before it. */
const withoutComparison = (name: string, value: unknown): unknown =>
  name === 'created' && typeof value === 'string' ? value.replace(/^[<>]=?/, '') : value;

/** GitHub ignores what it does not know; here it is a misspelt option of the product. */
function unknownNames(operation: OperationContract, query: Record<string, unknown>, body: unknown): string[] {
  const parameters = new Set(operation.parameters.map(({ name }) => name));
  const unknown = Object.keys(query).filter((name) => !parameters.has(name));
  const properties = operation.requestSchema && resolveSchema(operation.requestSchema).properties;
  if (properties === undefined || typeof body !== 'object' || body === null) return unknown;
  return [...unknown, ...Object.keys(body).filter((name) => !(name in properties))];
}

function withAbsoluteReferences(schema: Schema): object {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${DOCUMENT_ID}#/`);
  return JSON.parse(text) as object;
}

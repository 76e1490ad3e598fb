import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { API, type Operation } from '../../../shared/api.ts';
import { createOpenApiDocument } from '../../../service/routes/openapi-document.ts';

const Parameter = z.looseObject({
  in: z.enum(['path', 'query', 'header']),
  name: z.string(),
  required: z.boolean().optional(),
});
const Response = z.looseObject({
  description: z.string().min(1),
  content: z.record(z.string(), z.looseObject({})).optional(),
});
const OperationObject = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(Parameter),
  requestBody: z.looseObject({ required: z.literal(true) }).optional(),
  responses: z.record(z.string(), Response),
});
const Document = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.looseObject({ url: z.string() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'delete']), OperationObject),
  ),
  components: z.looseObject({
    schemas: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({})),
  }),
});

const DOCUMENT_ID = 'https://tinybug.test/openapi.json';
const document = JSON.parse(JSON.stringify(createOpenApiDocument('1.2.3'))) as unknown;

describe('createOpenApiDocument', () => {
  const parsed = Document.parse(document);
  const operations = Object.entries(API) as [string, Operation][];
  const find = ({ method, path }: Operation) => parsed.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method];

  it('is an OpenAPI 3.1 document of the given version', () => {
    assert.equal(parsed.info.version, '1.2.3');
  });

  it('has every operation of the table once, under its name, and no other', () => {
    const described = Object.values(parsed.paths).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    );
    assert.deepEqual(described.toSorted(), Object.keys(API).toSorted());
    for (const [name, operation] of operations) assert.equal(find(operation)?.operationId, name);
  });

  for (const [name, operation] of operations) {
    it(`describes ${name}: parameters, body, token, answer and problems`, () => {
      const described = find(operation);
      assert.ok(described);
      const required = described.parameters.filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        required.map((parameter) => parameter.name),
        Object.keys(operation.params.shape),
      );
      assert.ok(required.every((parameter) => parameter.required === true));
      assert.equal(described.requestBody !== undefined, operation.body !== undefined);
      assert.deepEqual(described.security, operation.path.startsWith('/api/orgs/') ? [{ token: [] }] : []);
      assert.ok(described.responses['200']?.content);
      assert.deepEqual(Object.keys(described.responses['default']?.content ?? {}), ['application/problem+json']);
    });
  }

  it('asks for the token by a scheme that it declares', () => {
    assert.deepEqual(parsed.components.securitySchemes['token']?.['scheme'], 'bearer');
  });

  it('holds only schemas that compile as JSON Schema 2020-12, with references that lead somewhere', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: DOCUMENT_ID, ...(document as object) });
    const pointers = [...schemaPointers(document, '#')];
    assert.ok(pointers.length > 50);
    for (const pointer of pointers) ajv.compile({ $ref: `${DOCUMENT_ID}${pointer}` });
  });
});

/** Where schemas stand in the document: below `schema` keys and among the components. */
function* schemaPointers(value: unknown, pointer: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const below = `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
    if (key === 'schema' || pointer === '#/components/schemas') yield below;
    yield* schemaPointers(child, below);
  }
}

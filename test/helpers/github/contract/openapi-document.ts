import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** As much of a schema as the loopback itself looks at; ajv reads all of it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

const AnySchema = z.custom<Schema>((value) => typeof value === 'object' && value !== null);
const Content = z.record(z.string(), z.looseObject({ schema: AnySchema.optional() }));
const Reference = z.object({ $ref: z.string() });
const Parameter = z.looseObject({
  name: z.string(),
  in: z.enum(['query', 'path', 'header']),
  required: z.boolean().optional(),
  schema: AnySchema,
});
const Response = z.looseObject({ content: Content.optional() });
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(z.union([Reference, Parameter])),
  requestBody: z.looseObject({ required: z.boolean().optional(), content: Content }).optional(),
  responses: z.record(z.string(), z.union([Reference, Response])),
});
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  'x-webhooks': z.record(z.string(), AnySchema),
  components: z
    .object({
      schemas: z.record(z.string(), AnySchema),
      parameters: z.record(z.string(), Parameter),
      responses: z.record(z.string(), Response),
    })
    .loose(),
});

export type Parameter = z.infer<typeof Parameter>;

export interface OperationContract {
  readonly operationId: string;
  readonly method: string;
  readonly route: string;
  readonly parameters: readonly Parameter[];
  readonly requestSchema: Schema | undefined;
  /** By status; `undefined` where the answer has no JSON body. */
  readonly responseSchemas: ReadonlyMap<number, Schema | undefined>;
}

const raw: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, 'github-openapi.json'), 'utf8'));
const document = Document.parse(raw);

/** The whole document, for ajv to follow references in. */
export const openApiDocument = raw as object;

export const operationContracts: readonly OperationContract[] = Object.entries(document.paths).flatMap(
  ([route, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      route,
      parameters: operation.parameters.map((parameter) =>
        isReference(parameter) ? found(document.components.parameters, parameter.$ref) : parameter,
      ),
      requestSchema: operation.requestBody?.content['application/json']?.schema,
      responseSchemas: new Map(
        Object.entries(operation.responses).map(([status, response]) => {
          const { content } = isReference(response) ? found(document.components.responses, response.$ref) : response;
          return [Number(status), content?.['application/json']?.schema];
        }),
      ),
    })),
);

export function webhookSchema(name: string): Schema {
  const schema = document['x-webhooks'][name];
  if (schema === undefined) throw new Error(`The vendored contract has no webhook ${name}`);
  return schema;
}

/** The schema that a reference stands for. */
export function resolveSchema(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : resolveSchema(found(document.components.schemas, schema.$ref));
}

function isReference(value: object): value is { $ref: string } {
  return '$ref' in value;
}

function found<T>(components: Readonly<Record<string, T>>, reference: string): T {
  const component = components[reference.slice(reference.lastIndexOf('/') + 1)];
  if (component === undefined) throw new Error(`The vendored contract lacks ${reference}`);
  return component;
}

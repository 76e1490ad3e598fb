/** Cuts what the loopback GitHub of the tests answers out of GitHub's own OpenAPI document, and writes it where the tests read it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { OPERATION_IDS, WEBHOOK_NAMES } from '../test/helpers/github/contract/operations.ts';
import { projectRoot } from './python-tools.ts';

const OPENAPI_PACKAGE = '@octokit/openapi@23.0.2';
const TARGET = 'test/helpers/github/contract/github-openapi.json';

/** What says nothing about which values are right. */
const PROSE = new Set(['description', 'example', 'examples', 'externalDocs', 'title', 'summary', 'tags', 'x-github']);
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectAt = (parent: JsonObject, key: string): JsonObject => {
  const value = parent[key];
  return isObject(value) ? value : {};
};

/** In `properties` the keys are names of the API's own, so `description` there is a field and stays. */
function withoutProse(value: Json, areKeysNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value)
    .filter(([key]) => areKeysNames || !PROSE.has(key))
    .map(([key, item]) => [key, withoutProse(item, !areKeysNames && key === 'properties')] as const);
  return areKeysNames ? Object.fromEntries(kept) : withNull(Object.fromEntries(kept));
}

/** OpenAPI 3.0 says `nullable` where JSON Schema names the type. */
function withNull(schema: JsonObject): JsonObject {
  const { nullable, ...rest } = schema;
  if (nullable !== true) return schema;
  if (Array.isArray(rest['enum']) && !rest['enum'].includes(null)) rest['enum'] = [...rest['enum'], null];
  if (typeof rest['type'] === 'string' && rest['allOf'] === undefined && rest['oneOf'] === undefined)
    return { ...rest, type: [rest['type'], 'null'] };
  return { anyOf: [rest, { type: 'null' }] };
}

function cutPaths(document: JsonObject): JsonObject {
  const wanted = new Set<string>(OPERATION_IDS);
  const paths: JsonObject = {};
  for (const [route, item] of Object.entries(objectAt(document, 'paths'))) {
    if (!isObject(item)) continue;
    for (const [method, operation] of Object.entries(item)) {
      if (!METHODS.has(method) || !isObject(operation)) continue;
      const { operationId, parameters, requestBody, responses } = operation;
      if (typeof operationId !== 'string' || !wanted.delete(operationId)) continue;
      const cut: JsonObject = { operationId, parameters: parameters ?? [], responses: responses ?? {} };
      if (requestBody !== undefined) cut['requestBody'] = requestBody;
      paths[route] = { ...objectAt(paths, route), [method]: withoutProse(cut) };
    }
  }
  if (wanted.size > 0) throw new Error(`GitHub has no operation ${[...wanted].join(', ')}`);
  return paths;
}

function cutWebhooks(document: JsonObject): JsonObject {
  const webhooks = objectAt(document, 'x-webhooks');
  return Object.fromEntries(
    WEBHOOK_NAMES.map((name) => {
      const body = objectAt(objectAt(objectAt(webhooks, name), 'post'), 'requestBody');
      const schema = objectAt(objectAt(body, 'content'), 'application/json')['schema'];
      if (schema === undefined) throw new Error(`GitHub has no webhook ${name}`);
      return [name, withoutProse(schema)];
    }),
  );
}

/** The components that the kept parts refer to, and those that these refer to, and so on. */
function cutComponents(document: JsonObject, kept: Json): JsonObject {
  const components: Record<string, JsonObject> = {};
  const pending = referencesIn(kept);
  for (let reference = pending.pop(); reference !== undefined; reference = pending.pop()) {
    const [, , kind = '', name = ''] = reference.split('/');
    if (components[kind]?.[name] !== undefined) continue;
    const component = withoutProse(objectAt(objectAt(objectAt(document, 'components'), kind), name));
    components[kind] = { ...components[kind], [name]: component };
    pending.push(...referencesIn(component));
  }
  return Object.fromEntries(Object.entries(components).map(([kind, named]) => [kind, sortKeys(named)]));
}

const referencesIn = (value: Json): string[] =>
  [...JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)].flatMap(([, reference]) => reference ?? []);

const sortKeys = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).sort(([left], [right]) => (left < right ? -1 : 1)));

async function readOpenApi(): Promise<JsonObject> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tinybug-openapi-'));
  try {
    const { stdout } = await execa('npm', ['pack', '--silent', OPENAPI_PACKAGE], { cwd: folder });
    const file = 'package/generated/api.github.com.json';
    await execa('tar', ['-xzf', stdout.trim(), file], { cwd: folder });
    return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as JsonObject;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const document = await readOpenApi();
const paths = cutPaths(document);
const webhooks = cutWebhooks(document);
const components = cutComponents(document, [paths, webhooks]);
const cut = { openapi: '3.0.3', 'x-source': OPENAPI_PACKAGE, paths, 'x-webhooks': webhooks, components };
const text = `${JSON.stringify(cut, undefined, 1)}\n`;
writeFileSync(path.join(projectRoot, TARGET), text);
console.log(
  `${TARGET}: ${OPERATION_IDS.length} operations, ${WEBHOOK_NAMES.length} webhooks, ${text.length} characters`,
);

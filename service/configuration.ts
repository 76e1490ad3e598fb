import { z } from 'zod';
import { TinybugError } from '../shared/error-code.ts';
import { findFolders, type Folders } from './embedded/folders.ts';

export type EnvironmentName = 'dev' | 'staging' | 'prod';

export interface TemporalConfiguration {
  /** Absent only in `dev`: then a server is found or started on this machine. */
  readonly address: string | undefined;
  readonly namespace: string;
  /** PEM texts. */
  readonly mtls: { readonly certificate: string; readonly key: string } | undefined;
}

export interface GithubConfiguration {
  /** Of the REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** Of pages and of git, without a slash at its end. */
  readonly serverUrl: string;
  /** Who signs the tokens by which CI jobs prove which job they are. */
  readonly oidcIssuer: string;
  readonly personalAccessToken: string | undefined;
  readonly app: { readonly id: string; readonly privateKey: string; readonly webhookSecret: string } | undefined;
  readonly oauth: { readonly clientId: string; readonly clientSecret: string } | undefined;
}

export interface Configuration {
  readonly environment: EnvironmentName;
  /** Runs tests on this machine; never in `staging` and `prod`. */
  readonly allowsLocalProvider: boolean;
  /** Absent only in `dev`: then PGlite in the data folder. */
  readonly postgresUrl: string | undefined;
  readonly temporal: TemporalConfiguration;
  readonly github: GithubConfiguration;
  /** 32 bytes with which the tokens of organisations are encrypted; without it, none can be stored or used. */
  readonly secretKey: Buffer | undefined;
  /** The service's own address, as people and GitHub reach it, without a slash at its end; absent only in `dev`. */
  readonly publicUrl: string | undefined;
  /** The operator says that there is one organisation, which may use all of the service's access to GitHub. */
  readonly isSingleOrganisation: boolean;
  /** Of pages that may call the API: VS Code in a browser. */
  readonly editorOrigins: readonly string[];
  readonly folders: Folders;
}

/** Variables that mean something only together. */
const GROUPS = [
  ['TEMPORAL_MTLS_CERT', 'TEMPORAL_MTLS_KEY'],
  ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_WEBHOOK_SECRET'],
  ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
] as const;

/** Hosting systems pass on secrets that are not there as empty strings. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const text = optional(z.string());
const pem = optional(z.string().regex(/-----BEGIN [A-Z ]+-----/, 'must be a PEM text'));

const address = (fallback: string) =>
  optional(z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })).transform((url) =>
    (url ?? fallback).replace(/\/+$/, ''),
  );
/** With nothing behind host and port: requests name their origin in just this way. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return /^https?:$/.test(protocol) && text.replace(/\/$/, '') === origin;
}

/** The first label of a host may be `*`. */
const isListOfOrigins = (text: string): boolean =>
  originsOf(text).every(
    (origin) => !origin.replace('//*.', '').includes('*') && isOrigin(origin.replace('//*.', '//any.')),
  );

const originsOf = (text: string): string[] => text.split(/\s+/).filter((origin) => origin !== '');

const SECRET_KEY_BYTES = 32;
const isSecretKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]+=*$/.test(text) && Buffer.from(text, 'base64').length === SECRET_KEY_BYTES;

const Environment = z
  .object({
    TINYBUG_ENV: z.preprocess(
      (value) => (value === '' ? undefined : value),
      z.enum(['dev', 'staging', 'prod'], 'must be dev, staging or prod').default('dev'),
    ),
    POSTGRES_URL: optional(z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'must begin with postgres:// or postgresql://')),
    TEMPORAL_ADDRESS: optional(z.string().regex(/^[^\s/:]+:\d{1,5}$/, 'must be HOST:PORT')),
    TEMPORAL_NAMESPACE: optional(z.string().regex(/^[\w.-]{2,255}$/, 'must be letters, digits, "-", "_" and "."')),
    TEMPORAL_MTLS_CERT: pem,
    TEMPORAL_MTLS_KEY: pem,
    TINYBUG_SECRET_KEY: optional(z.string().refine(isSecretKey, 'must be 32 bytes in base64')),
    TINYBUG_PUBLIC_URL: optional(z.string().refine(isOrigin, 'must be an address such as https://tinybug.example')),
    TINYBUG_SINGLE_ORGANISATION: optional(z.enum(['true', 'false'], 'must be true or false')),
    TINYBUG_EDITOR_ORIGINS: optional(
      z.string().refine(isListOfOrigins, 'must be addresses such as https://*.vscode-cdn.net, separated by spaces'),
    ),
    GITHUB_API_URL: address('https://api.github.com'),
    GITHUB_SERVER_URL: address('https://github.com'),
    GITHUB_OIDC_ISSUER: address('https://token.actions.githubusercontent.com'),
    GITHUB_PAT: text,
    GITHUB_APP_ID: optional(z.string().regex(/^\d+$/, 'must be a number')),
    GITHUB_APP_PRIVATE_KEY: pem,
    GITHUB_WEBHOOK_SECRET: text,
    GITHUB_CLIENT_ID: text,
    GITHUB_CLIENT_SECRET: text,
  })
  .superRefine(requireWhatBelongsTogether);
type Environment = z.infer<typeof Environment>;

function requireWhatBelongsTogether(environment: Environment, context: z.RefinementCtx): void {
  const report = (name: string, message: string) => {
    context.addIssue({ code: 'custom', path: [name], message });
  };
  for (const group of GROUPS) {
    const present = group.filter((name) => environment[name] !== undefined);
    if (present.length === 0) continue;
    for (const name of group)
      if (environment[name] === undefined) report(name, `is missing beside ${present.join(' and ')}`);
  }
  if (environment.TINYBUG_ENV === 'dev') return;
  for (const name of ['POSTGRES_URL', 'TEMPORAL_ADDRESS', 'TINYBUG_PUBLIC_URL'] as const) {
    if (environment[name] === undefined) report(name, `is missing; ${environment.TINYBUG_ENV} needs it`);
  }
  if (environment.GITHUB_PAT === undefined && environment.GITHUB_APP_ID === undefined) {
    report(
      'GITHUB_PAT',
      `or GITHUB_APP_ID is missing; ${environment.TINYBUG_ENV} needs a CI, and never runs tests itself`,
    );
  }
}

/**
 * The whole configuration, read once from the environment. Nothing set means the embedded set-up.
 *
 * @throws TinybugError `invalid-configuration`, naming every variable that is missing or malformed, never its value
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new TinybugError('invalid-configuration', [...new Set(lines)].join('\n'));
  }
  const values = parsed.data;
  return {
    environment: values.TINYBUG_ENV,
    allowsLocalProvider: values.TINYBUG_ENV === 'dev',
    postgresUrl: values.POSTGRES_URL,
    temporal: {
      address: values.TEMPORAL_ADDRESS,
      namespace: values.TEMPORAL_NAMESPACE ?? `tinybug-${values.TINYBUG_ENV}`,
      mtls: together(values.TEMPORAL_MTLS_CERT, values.TEMPORAL_MTLS_KEY, (certificate, key) => ({ certificate, key })),
    },
    github: readGithub(values),
    secretKey: values.TINYBUG_SECRET_KEY === undefined ? undefined : Buffer.from(values.TINYBUG_SECRET_KEY, 'base64'),
    publicUrl: values.TINYBUG_PUBLIC_URL?.replace(/\/$/, ''),
    isSingleOrganisation: values.TINYBUG_SINGLE_ORGANISATION === 'true',
    editorOrigins: originsOf(values.TINYBUG_EDITOR_ORIGINS ?? ''),
    folders: findFolders(environment),
  };
}

function readGithub(values: Environment): GithubConfiguration {
  const { GITHUB_APP_ID: id, GITHUB_APP_PRIVATE_KEY: privateKey, GITHUB_WEBHOOK_SECRET: webhookSecret } = values;
  return {
    apiUrl: values.GITHUB_API_URL,
    serverUrl: values.GITHUB_SERVER_URL,
    oidcIssuer: values.GITHUB_OIDC_ISSUER,
    personalAccessToken: values.GITHUB_PAT,
    app: id && privateKey && webhookSecret ? { id, privateKey, webhookSecret } : undefined,
    oauth: together(values.GITHUB_CLIENT_ID, values.GITHUB_CLIENT_SECRET, (clientId, clientSecret) => ({
      clientId,
      clientSecret,
    })),
  };
}

function together<Pair>(
  first: string | undefined,
  second: string | undefined,
  combine: (first: string, second: string) => Pair,
): Pair | undefined {
  return first !== undefined && second !== undefined ? combine(first, second) : undefined;
}

import { FIXED_CONFIGURATION, runGitForBytes, toOptions, type GitBytes, type GitCall } from '../run-git.ts';
import { explainRemoteFailure, isTokenRefused } from './remote-failure.ts';

/** Commands of git on one bare repository. */
export interface MirrorGit {
  readonly folder: string;
  /** Touches nothing but this machine; a failure is an error unless the exit code is among those that are allowed. */
  local(commandArguments: readonly string[], options?: CommandOptions): Promise<GitBytes>;
  /** One at a time among all processes: what fetches. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** May speak with the repository at GitHub. */
  remote(commandArguments: readonly string[], options?: CommandOptions): Promise<GitBytes>;
}

export interface CommandOptions {
  readonly input?: GitCall['input'];
  readonly indexFile?: string;
  readonly variables?: NodeJS.ProcessEnv;
  readonly allowedExitCodes?: readonly number[];
}

export interface RemoteAddress {
  /** Of the repository, without a token. */
  readonly url: string;
  readonly fullName: string;
  /** Told whether the one before was refused. */
  token(isRefused: boolean): Promise<string>;
}

/** What only another clone can mend: left-over locks of a killed git, damaged or vanished objects. */
export class MirrorDamaged extends Error {}

const DAMAGE =
  /not a git repository|File exists|is corrupt|corrupted|bad object|unable to read tree|inflate: |packfile .* (?:cannot|does not)|unable to read sha1|Could not read [0-9a-f]{40}|invalid (?:sha1|object)|bad (?:config|numeric)|missing (?:tree|commit|blob) object/i;

const CONFIGURATION = [
  ...FIXED_CONFIGURATION,
  'core.attributesFile=/dev/null',
  // Held for a moment by whoever works beside this one.
  'core.filesRefLockTimeout=10000',
  'core.packedRefsTimeout=10000',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
];

/** Objects that a blobless clone lacks are only missed by git where it knows that they can be had. */
const REMOTE_CONFIGURATION = [
  'protocol.http.allow=always',
  'protocol.https.allow=always',
  'remote.origin.promisor=true',
  'remote.origin.partialclonefilter=blob:none',
  'http.followRedirects=false',
  // A transfer that stands still ends after a minute.
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
  'credential.helper=',
  'fetch.recurseSubmodules=false',
];

export function createMirrorGit(
  folder: string,
  address: RemoteAddress,
  exclusively: MirrorGit['exclusively'],
): MirrorGit {
  const run = async (options: readonly string[], environment: NodeJS.ProcessEnv, call: CommandCall) => {
    const commandArguments = ['--git-dir=.', ...options, ...call.commandArguments];
    const output = await runGitForBytes({
      folder,
      commandArguments,
      environment: { ...environment, ...call.variables },
      ...(call.input !== undefined && { input: call.input }),
    });
    if (output === undefined)
      throw new Error('git is not installed where the service runs, or the mirror has vanished.');
    return output;
  };
  return {
    folder,
    exclusively,
    async local(commandArguments, options = {}) {
      const output = await run(toOptions(CONFIGURATION), baseEnvironment(), toCall(commandArguments, options));
      if (isAllowed(output, options)) return output;
      throw toFailure(commandArguments, output);
    },
    async remote(commandArguments, options = {}) {
      const configuration = [...CONFIGURATION, ...REMOTE_CONFIGURATION, `remote.origin.url=${address.url}`];
      const ask = async (isRefused: boolean): Promise<GitBytes> => {
        const environment = { ...baseEnvironment(), ...authorization(address.url, await address.token(isRefused)) };
        return run(toOptions(configuration), environment, toCall(commandArguments, options));
      };
      const first = await ask(false);
      // The token may have been revoked; an input that is a stream has been read and cannot be sent again.
      const canAskAgain = options.input === undefined || typeof options.input === 'string';
      const output = isTokenRefused(first.stderr) && first.exitCode !== 0 && canAskAgain ? await ask(true) : first;
      if (isAllowed(output, options)) return output;
      throw explainRemoteFailure(address, output.stderr) ?? toFailure(commandArguments, output);
    },
  };
}

interface CommandCall {
  readonly commandArguments: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
  readonly input?: GitCall['input'];
}

const toCall = (commandArguments: readonly string[], { indexFile, variables, input }: CommandOptions): CommandCall => ({
  commandArguments,
  variables: { ...variables, ...(indexFile !== undefined && { GIT_INDEX_FILE: indexFile }) },
  ...(input !== undefined && { input }),
});

const isAllowed = ({ exitCode }: GitBytes, { allowedExitCodes = [] }: CommandOptions): boolean =>
  exitCode === 0 || allowedExitCodes.includes(exitCode);

function toFailure(commandArguments: readonly string[], { exitCode, stderr }: GitBytes): Error {
  const message = `git ${commandArguments[0] ?? ''} ended with ${exitCode}: ${stderr.trim().slice(0, 2_000)}`;
  return DAMAGE.test(stderr) ? new MirrorDamaged(message) : new Error(message);
}

const PASSED_ON =
  /^(?:PATH|HOME|TMPDIR|TEMP|TMP|SystemRoot|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|GIT_SSL_CAINFO|GIT_SSL_CAPATH|GIT_EXEC_PATH)$/i;

/** Neither the service's secrets nor the settings of whoever started it. */
function baseEnvironment(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** By environment: what is on a command line or in a configuration file can be read by others. */
function authorization(url: string, token: string): NodeJS.ProcessEnv {
  const credentials = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url}.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${credentials}`,
  };
}

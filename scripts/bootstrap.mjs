#!/usr/bin/env node
/**
 * Sets up whatever is missing or out of date and then does what was asked: `test`, another script, or a command of `tinybug`.
 * The only part that runs before anything is installed: plain Node, no dependency.
 */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE = [20, 12];
const EXIT_SETUP_FAILED = 6;
const ANNOUNCED_AFTER_MS = 1_000;
/** Lines of a log shown from its beginning, where npm names the reason, and from its end, where most others do. */
const LOG_LINES_SHOWN = 12;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => path.join(root, ...parts);
const stampFile = (name) => inRoot('node_modules', '.tinybug', name);
const lockFile = inRoot('dist', 'setup.lock');

class SetupError extends Error {}

/** A step is done when its stamp holds what its fingerprint says now and what it makes is there. */
const STEPS = [
  {
    line: 'Installing dependencies (npm ci) …',
    stamp: () => stampFile('installed'),
    fingerprint: () => hashFiles(['package-lock.json']),
    isThere: () => existsSync(inRoot('node_modules')),
    isDoneByOthers: isInstalledAsLocked,
    run: () => runLogged('npm ci', ...npm('ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn')),
  },
  {
    line: 'Generating the database client …',
    stamp: () => stampFile('generated'),
    fingerprint: () => hashFiles(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json']),
    isThere: () => existsSync(inRoot('service', 'storage', 'generated')),
    // The client needs no engine, but the command would download one; any executable in its place will do.
    run: () =>
      runLogged(
        'prisma generate',
        process.execPath,
        [inRoot('node_modules', 'prisma', 'build', 'index.js'), 'generate'],
        {
          PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
          CHECKPOINT_DISABLE: '1',
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
        },
      ),
  },
  {
    line: 'Building Tinybug …',
    stamp: () => inRoot('dist', 'built'),
    fingerprint: fingerprintSources,
    isThere: () => existsSync(inRoot('dist', 'cli.js')),
    run: () => runLogged('The build', process.execPath, [inRoot('scripts', 'build.mjs')]),
  },
];

async function main([command, ...args]) {
  if (!isNodeNewEnough()) {
    return fail(
      `Tinybug needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}. Get one from https://nodejs.org.`,
    );
  }
  try {
    if (STEPS.some((step) => !isDone(step))) await withLock(setUp);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return fail(error.message);
  }
  if (command === 'test') return runScript('test', args);
  if (command === 'script') return runScript(args[0], args.slice(1));
  return runCommandLine(command === 'tinybug' ? args : process.argv.slice(2));
}

function isNodeNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

function fail(message) {
  console.error(message);
  process.exitCode = EXIT_SETUP_FAILED;
}

function isDone(step) {
  return step.isThere() && readText(step.stamp()) === step.fingerprint();
}

async function setUp() {
  for (const step of STEPS) {
    if (isDone(step)) continue;
    if (!(step.isDoneByOthers?.() ?? false)) await runAnnounced(step);
    mkdirSync(path.dirname(step.stamp()), { recursive: true });
    writeFileSync(step.stamp(), step.fingerprint());
  }
}

async function runAnnounced(step) {
  const startedAt = performance.now();
  let isAnnounced = false;
  const timer = setTimeout(() => {
    isAnnounced = true;
    console.error(step.line);
  }, ANNOUNCED_AFTER_MS);
  try {
    await step.run();
  } finally {
    clearTimeout(timer);
  }
  if (isAnnounced) console.error(`  done in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

/** Somebody may have called npm by hand: then what npm noted about the installed packages agrees with the lock file. */
function isInstalledAsLocked() {
  const installed = readPackages('node_modules/.package-lock.json');
  if (!installed) return false;
  return Object.entries(readPackages('package-lock.json') ?? {}).every(([name, locked]) => {
    if (name === '') return true;
    return installed[name]
      ? installed[name].version === locked.version
      : locked.optional === true || locked.peer === true;
  });
}

function readPackages(file) {
  const text = readText(inRoot(file));
  return text === undefined ? undefined : JSON.parse(text).packages;
}

/** Name, size and time of every source: reading some hundred directory entries costs a few milliseconds, reading files more. */
function fingerprintSources() {
  const hash = createHash('sha256')
    .update(readText(stampFile('installed')) ?? '')
    .update(readText(stampFile('generated')) ?? '');
  const visit = (folder) => {
    const entries = readdirSync(inRoot(folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (name !== 'service/storage/generated' && entry.name !== '__pycache__') visit(name);
      } else {
        const { size, mtimeMs } = statSync(inRoot(name));
        hash.update(`${name}\0${size}\0${mtimeMs}\n`);
      }
    }
  };
  for (const folder of ['shared', 'service', 'extension', 'media', 'runner/src']) visit(folder);
  const builders = ['build.mjs', 'build-extension.mjs', 'build-runner.mjs', 'zip-archive.mjs'].map(
    (name) => `scripts/${name}`,
  );
  hash.update(hashFiles([...builders, 'runner/pyproject.toml', 'tsconfig.json', 'package.json']));
  return hash.digest('hex');
}

function hashFiles(names) {
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\0${readText(inRoot(name)) ?? ''}\0`);
  return hash.digest('hex');
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** npm tells its children where it is itself; on Windows `npm` alone could not be started without a shell. */
function npm(...args) {
  const npmScript = process.env.npm_execpath;
  return npmScript?.endsWith('.js') ? [process.execPath, [npmScript, ...args]] : ['npm', args];
}

/** Runs a command quietly; where it fails, the end of what it said is shown. */
async function runLogged(name, command, args, environment = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const outcome = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  if (outcome === undefined) return;
  const log = Buffer.concat(chunks).toString();
  const logFile = inRoot('dist', 'setup.log');
  writeFileSync(logFile, log);
  throw new SetupError(
    `${name} failed (${outcome}):\n\n${shorten(log.trim().split('\n'))}\n\nThe whole log: ${logFile}`,
  );
}

function shorten(lines) {
  const left = lines.length - 2 * LOG_LINES_SHOWN;
  const shown =
    left > 0 ? [...lines.slice(0, LOG_LINES_SHOWN), `… ${left} lines …`, ...lines.slice(-LOG_LINES_SHOWN)] : lines;
  return shown.join('\n');
}

/** Two set-ups at once would take each other's files away: the second waits and then finds everything done. */
async function withLock(work) {
  mkdirSync(path.dirname(lockFile), { recursive: true });
  const ownFile = `${lockFile}.${randomUUID()}`;
  writeFileSync(ownFile, String(process.pid));
  try {
    await takeLock(ownFile);
    try {
      await work();
    } finally {
      rmSync(lockFile, { force: true });
    }
  } finally {
    rmSync(ownFile, { force: true });
  }
}

async function takeLock(ownFile) {
  let isAnnounced = false;
  for (;;) {
    try {
      linkSync(ownFile, lockFile);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readText(lockFile));
    if (!isAlive(holder)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (!isAnnounced) console.error(`Waiting for the set-up that process ${holder} is doing …`);
    isAnnounced = true;
    await pause(200);
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** In this process: a second one would cost the start-up time of Node once more. */
async function runCommandLine(args) {
  // npm runs its scripts in the folder of package.json; paths are meant from where the person is.
  const invokedFrom = process.env.INIT_CWD;
  if (process.env.npm_lifecycle_event && invokedFrom && process.cwd() === root && existsSync(invokedFrom))
    process.chdir(invokedFrom);
  const script = inRoot('dist', 'cli.js');
  process.argv = [process.execPath, script, ...args];
  await import(pathToFileURL(script).href);
}

/** One of the project's own scripts, in the folder it was called from: npm changes to the root, and says where that was. */
async function runScript(name, args) {
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), inRoot('scripts', `${name}.ts`), ...args],
    {
      cwd: name === 'test' ? root : (process.env.INIT_CWD ?? process.cwd()),
      stdio: 'inherit',
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

await main(process.argv.slice(2));

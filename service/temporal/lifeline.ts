/**
 * Runs a command until it ends or standard input does, which happens as soon as the parent is gone, even after `kill -9`.
 * The watcher reads a copy of standard input, because a shell gives its background commands an empty one.
 */
const SHELL_WRAPPER = `
exec 3<&0
"$@" 3<&- </dev/null &
child=$!
{ cat <&3 >/dev/null; kill "$child" 2>/dev/null; } 3<&3 &
watcher=$!
exec 3<&-
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

/** The same for systems without a shell of that kind. */
const NODE_WRAPPER = `
const [command, ...commandArguments] = process.argv.slice(1);
const child = require('node:child_process').spawn(command, commandArguments, { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdin.resume().on('end', () => child.kill()).on('error', () => child.kill());
child.on('error', () => process.exit(127));
child.on('exit', (code) => process.exit(code ?? 1));
`;

/** What to spawn, with a pipe as standard input, so that the command does not outlive this process. */
export function lifelineCommand(
  executable: string,
  executableArguments: readonly string[],
  platform: NodeJS.Platform = process.platform,
): { command: string; commandArguments: string[] } {
  return platform === 'win32'
    ? { command: process.execPath, commandArguments: ['-e', NODE_WRAPPER, executable, ...executableArguments] }
    : { command: 'sh', commandArguments: ['-c', SHELL_WRAPPER, 'sh', executable, ...executableArguments] };
}

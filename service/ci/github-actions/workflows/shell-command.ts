/** What the commands of a step's script are, as far as it can be told without a shell. */

const BEFORE_A_COMMAND = new Set(['sudo', 'time', 'exec', 'env', 'command', 'xvfb-run', 'nohup', 'nice']);

/** The words of each command, without what only wraps it; quotes are taken off. */
export function readCommands(script: string): string[][] {
  return script
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n|&&|\|\||[;|]/)
    .map((command) => unwrap(wordsOf(command)))
    .filter((words) => words.length > 0);
}

function wordsOf(command: string): string[] {
  const text = command.trim();
  if (text.startsWith('#')) return [];
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(#.*$)|([^\s"']+)/g)].flatMap(([, double, single, comment, plain]) =>
    comment === undefined ? [double ?? single ?? plain ?? ''] : [],
  );
}

function unwrap(words: readonly string[]): string[] {
  let at = 0;
  for (;;) {
    const word = words[at];
    if (word === undefined) return [];
    const isAssignment = /^[A-Za-z_]\w*=/.test(word);
    const isOption = at > 0 && word.startsWith('-');
    if (!isAssignment && !isOption && !BEFORE_A_COMMAND.has(word)) return words.slice(at);
    at += 1;
  }
}

/** The name of a program without its folder. */
export const programName = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

type Environment = Readonly<Record<string, string | undefined>>;

export type StyleName = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type TextStyle = Readonly<Record<StyleName, (text: string) => string>>;

const CODES: Record<StyleName, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export function createTextStyle(isColoured: boolean): TextStyle {
  const style = (name: StyleName) => {
    const [open, close] = CODES[name];
    return (text: string) => (isColoured && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text);
  };
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}

/** FORCE_COLOR decides first, then NO_COLOR (https://no-color.org), then whether this is a terminal that knows colours. */
export function wantsColour(environment: Environment, isTerminal: boolean): boolean {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (environment['NO_COLOR']) return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}

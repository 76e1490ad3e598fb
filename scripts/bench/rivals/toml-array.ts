/** JSON strings are TOML strings. */
export const tomlArray = (items: readonly string[]): string =>
  `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;

/// <reference lib="dom" />

type Attributes = Readonly<Record<string, string>>;
export type Child = Node | string | undefined;

/** An element with attributes and children; texts are never read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  created.append(...children.filter((child) => child !== undefined));
  return created;
}

export function svgElement(name: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const created = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  created.append(...children.filter((child) => child !== undefined));
  return created;
}

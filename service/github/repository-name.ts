/** As GitHub allows them; so they cannot lead anywhere else in a path or an address. */
const FULL_NAME = /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/(?!\.{1,2}$)([A-Za-z0-9._-]{1,100})$/;

export const isFullName = (text: string): boolean => FULL_NAME.test(text);

/** @throws Error for what is not `owner/name` */
export function splitFullName(fullName: string): { readonly owner: string; readonly name: string } {
  const [, owner, name] = FULL_NAME.exec(fullName) ?? [];
  if (owner === undefined || name === undefined) throw new Error(`${JSON.stringify(fullName)} is not owner/name`);
  return { owner, name };
}

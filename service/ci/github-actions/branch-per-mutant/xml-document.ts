/** XML that a job of anyone may have made, as plain objects. Entities of its own are never expanded, because there is nothing that would. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { UploadRefusedError } from '../uploads/upload-refused-error.ts';

const MOST_CHARACTERS = 32 * 1024 * 1024;
const DEEPEST = 32;
export const TEXT = '#text';
export const CDATA = '#cdata';

/**
 * Attributes have `@` before their names; every element is an object, and a list where `lists` names it.
 * @throws UploadRefusedError
 */
export function parseXml(xml: string, lists: ReadonlySet<string>): unknown {
  if (xml.length > MOST_CHARACTERS)
    throw new UploadRefusedError(`A report has ${xml.length} characters; at most ${MOST_CHARACTERS} are read.`);
  const root = xml.search(/<[a-z]/i);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(root === -1 ? xml : xml.slice(0, root)))
    throw new UploadRefusedError('A report declares entities, which are not read.');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: TEXT,
    cdataPropName: CDATA,
    alwaysCreateTextNode: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    maxNestedTags: DEEPEST,
    isArray: (name) => lists.has(name),
  });
  try {
    // The parser itself takes what is cut off for whole. The validator's successor would bring seven packages for the same answer.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const verdict = XMLValidator.validate(xml);
    if (verdict !== true) throw new UploadRefusedError(`A report is not valid XML: ${verdict.err.msg}`);
    return parser.parse(xml) as unknown;
  } catch (error) {
    if (error instanceof UploadRefusedError) throw error;
    throw new UploadRefusedError('A report is not valid XML.', { cause: error });
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The five entities that XML has without a declaration, and characters by number; all else stays as it is. */
export const decodeXml = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|quot|apos|amp));/gi,
    (entity, ten?: string, six?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? entity;
      const point = ten === undefined ? Number.parseInt(six ?? '', 16) : Number(ten);
      return point <= 0x10ffff ? String.fromCodePoint(point) : entity;
    },
  );

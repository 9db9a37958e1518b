import { parseXml, type XmlElement, XmlError } from '@rgrove/parse-xml';
import { SchemaError } from '../errors.js';
import { isElement, localName, Node, type SchemaSource } from './node.js';

/** Gives the text of an included file: `href` as the schema writes it, `from` the name of the file that includes it. */
export type Resolve = (href: string, from: string) => SchemaSource;

const maxIncludeDepth = 16;
const maxIncludes = 1024;
const maxTextLength = 16 * 1024 * 1024;

/** Parses a schema file and replaces each XInclude by the root element of the file it names. */
export function parseDocument(source: SchemaSource, resolve: Resolve | undefined): Node {
  return toNode(parseRoot(source), source, { resolve, files: [source.file], total: { count: 0 } });
}

interface Includes {
  readonly resolve: Resolve | undefined;
  /** The files that are open, outermost first. */
  readonly files: readonly string[];
  /** How many were read in all, which files that include others twice double. */
  readonly total: { count: number };
}

function parseRoot(source: SchemaSource): XmlElement {
  const { file, text } = source;
  if (text.length > maxTextLength)
    throw new SchemaError('xml', { file }, `${text.length} characters; at most ${maxTextLength} are read`);
  try {
    const root = parseXml(text, { includeOffsets: true }).root;
    if (root !== null) return root;
  } catch (error) {
    if (error instanceof XmlError) {
      const reason = error.message.split('\n', 1)[0] ?? '';
      const place = { file, line: error.line, column: error.column };
      throw new SchemaError('xml', place, reason.replace(/ \(line \d+, column \d+\)$/, ''), { cause: error });
    }
    if (error instanceof RangeError)
      throw new SchemaError('xml', { file }, 'elements are nested too deeply', { cause: error });
    throw error;
  }
  throw new SchemaError('xml', { file }, 'no root element');
}

function toNode(element: XmlElement, source: SchemaSource, includes: Includes): Node {
  const children = element.children
    .filter(isElement)
    .map((child) =>
      localName(child.name) === 'include'
        ? include(child, source, includes)
        : toNode(child, source, includes),
    );
  return new Node(element, source, children);
}

function include(element: XmlElement, source: SchemaSource, { resolve, files, total }: Includes): Node {
  const node = new Node(element, source, []);
  const href = node.attribute('href');
  if (href === undefined) throw node.error('include', 'href is missing');
  if (/^[a-z][a-z0-9+.-]*:|^\/|^\\|#/i.test(href))
    throw node.error('include', `"${href}": only relative files are included`);
  if ((node.attribute('parse') ?? 'xml') !== 'xml') throw node.error('include', 'only parse="xml" is known');
  if (resolve === undefined)
    throw node.error('include', `"${href}" is included, but no way to read files was given (option resolve)`);
  if (++total.count > maxIncludes) throw node.error('include', `more than ${maxIncludes} files are included`);
  const included = readIncluded(node, href, resolve);
  if (files.includes(included.file)) throw node.error('include', `"${href}" includes itself`);
  if (files.length >= maxIncludeDepth) throw node.error('include', 'files include each other too deeply');
  return toNode(parseRoot(included), included, { resolve, files: [...files, included.file], total });
}

function readIncluded(node: Node, href: string, resolve: Resolve): SchemaSource {
  try {
    return resolve(href, node.source.file);
  } catch (cause) {
    throw new SchemaError('include', node.place, `"${href}" cannot be read: ${String(cause)}`, { cause });
  }
}

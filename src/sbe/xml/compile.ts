import { capacity } from '../model/analysis.js';
import type { Message, Schema } from '../model/model.js';
import { count, requiredCount, Unique } from './attributes.js';
import { parseDocument, type Resolve } from './document.js';
import { checkHeader, counter } from './encodings.js';
import { compileMessage } from './messages.js';
import type { Node } from './node.js';
import { TypeTable } from './types.js';

export interface CompileOptions {
  /** The name of the schema in errors, and what included files are relative to. */
  readonly file?: string;
  /** Gives the text of files that the schema includes; without it, an XInclude is an error. */
  readonly resolve?: Resolve;
}

/**
 * Compiles the XML of an SBE 1.0 message schema to a model in which everything is resolved and laid out.
 * Throws SchemaError (file, line, column, kind of fault) for a schema that does not describe a wire format.
 */
export function compileSchema(xml: string, { file = 'schema.xml', resolve }: CompileOptions = {}): Schema {
  const root = parseDocument({ file, text: xml }, resolve);
  if (root.name !== 'messageSchema')
    throw root.error('wrong-kind', 'the root element is not a messageSchema');
  const version = count(root, 'version', 0xffff) ?? 0;
  const definitions = root.childrenNamed('types').flatMap((types) => types.children);
  const table = new TypeTable(definitions, version);
  const header = table.composite(root, root.attribute('headerType') ?? 'messageHeader');
  checkHeader(root, header);
  const limit = (name: string) => capacity(counter(root, header, name));
  return {
    package: (root.attribute('package') ?? '').trim().replace(/\s+/g, ' '),
    id: requiredCount(root, 'id', limit('schemaId')),
    version,
    semanticVersion: root.attribute('semanticVersion') ?? '',
    description: (root.attribute('description') ?? '').trim(),
    littleEndian: isLittleEndian(root),
    header,
    types: table.all(),
    messages: compileMessages(root, table, limit('blockLength'), limit('templateId')),
  };
}

function compileMessages(root: Node, table: TypeTable, maxBlock: number, maxId: number): Message[] {
  const names = new Unique<string>('duplicate-name', 'message name');
  const ids = new Unique<number>('duplicate-id', 'message id');
  return root.childrenNamed('message').map((node) => {
    const message = compileMessage(node, table, maxBlock);
    names.add(node, message.name);
    ids.add(node, message.id);
    if (message.id > maxId)
      throw node.error('out-of-range', `id ${message.id} exceeds the ${maxId} of templateId`);
    return message;
  });
}

function isLittleEndian(root: Node): boolean {
  const order = root.attribute('byteOrder') ?? 'littleEndian';
  if (order !== 'littleEndian' && order !== 'bigEndian')
    throw root.error('bad-value', `byteOrder="${order}" is not littleEndian or bigEndian`);
  return order === 'littleEndian';
}

import { XmlElement } from '@rgrove/parse-xml';
import type { Place } from '../../base/errors.js';
import { SchemaError, type SchemaFault } from '../errors.js';

/** The text of a schema file and the name that errors give it. */
export interface SchemaSource {
  readonly file: string;
  readonly text: string;
}

/** An XML element with the file it stands in. Names are local names: the prefix of a namespace carries no meaning. */
export class Node {
  readonly name: string;
  readonly element: XmlElement;
  readonly source: SchemaSource;
  readonly children: readonly Node[];

  constructor(element: XmlElement, source: SchemaSource, children: readonly Node[]) {
    this.name = localName(element.name);
    this.element = element;
    this.source = source;
    this.children = children;
  }

  get place(): Place {
    return placeAt(this.source, this.element.start);
  }

  /** The attribute without prefix; attributes of other namespaces are the vendor's own and do not count. */
  attribute(name: string): string | undefined {
    return this.element.attributes[name];
  }

  get text(): string {
    return this.element.text;
  }

  childrenNamed(...names: string[]): Node[] {
    return this.children.filter((child) => names.includes(child.name));
  }

  error(fault: SchemaFault, message: string): SchemaError {
    const name = this.attribute('name');
    return new SchemaError(fault, this.place, `<${this.name}${name ? ` name="${name}"` : ''}>: ${message}`);
  }
}

export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

export function isElement(node: unknown): node is XmlElement {
  return node instanceof XmlElement;
}

/** Line and column, from 1, of a character of the file. */
export function placeAt({ file, text }: SchemaSource, offset: number): Place {
  const before = text.slice(0, Math.max(offset, 0));
  const line = before.split('\n').length;
  return { file, line, column: before.length - before.lastIndexOf('\n') };
}

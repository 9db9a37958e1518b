import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InvalidInput } from '../base/errors.js';
import type { Schema } from './model/model.js';
import { compileSchema } from './xml/compile.js';

/** Compiles a schema file, and the files that it includes, from disk. Throws InvalidInput and SchemaError. */
export function readSchema(file: string): Schema {
  let xml: string;
  try {
    xml = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidInput({ file }, `cannot be read: ${(cause as Error).message}`, { cause });
  }
  const resolve = (href: string, from: string) => {
    const included = join(dirname(from), href);
    return { file: included, text: readFileSync(included, 'utf8') };
  };
  return compileSchema(xml, { file, resolve });
}

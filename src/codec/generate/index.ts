import { compileSchema, generateTypeScript } from '../../sbe/index.js';
import { generateLayout } from './layout.js';
import { bodyMessages, generateMessages, isFlat } from './messages.js';

/**
 * Everything that is generated from the text of schema/dualbus.xml: the content of each file by its path from the root of
 * the repository. The same schema always gives the same text.
 */
export function generateAll(xml: string): Map<string, string> {
  const schema = compileSchema(xml, { file: 'dualbus.xml' });
  const files = new Map([
    ['src/codec/generated/messages.ts', generateMessages(schema)],
    ['native/codec/generated/layout.h', generateLayout(schema)],
  ]);
  const nested = { ...schema, messages: bodyMessages(schema).filter((message) => !isFlat(message)) };
  const modules = generateTypeScript(nested, { runtime: '../../../sbe/runtime/index.js' });
  for (const [file, text] of modules) {
    if (file !== 'index.ts') files.set(`src/codec/generated/nested/${file}`, text);
  }
  return files;
}

import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { InvalidInput } from '../base/errors.js';
import {
  decodeFrames,
  type Framing,
  framings,
  interpret,
  MalformedMessage,
  readSchema,
  toNdjson,
} from '../sbe/index.js';

import { writeOut } from './output.js';

/** Lines are written together once they reach this many characters. */
const chunkLength = 65_536;

export function decodeCommand(): Command {
  return new Command('decode')
    .description('print the messages of a file as NDJSON, one a line')
    .argument('<file>', 'file of encoded messages, - for standard input')
    .requiredOption('--schema <file.xml>', 'the SBE 1.0 message schema')
    .addOption(
      new Option('--framing <framing>', 'how messages follow each other')
        .choices([...framings])
        .default('none'),
    )
    .action(async (file: string, { schema, framing }: { schema: string; framing: Framing }) => {
      const interpreter = interpret(readSchema(schema));
      const bytes = readBytes(file);
      let lines = '';
      try {
        for (const message of decodeFrames(interpreter, bytes, framing)) {
          lines += `${toNdjson(message)}\n`;
          if (lines.length < chunkLength) continue;
          await writeOut(lines);
          lines = '';
        }
      } catch (error) {
        if (error instanceof MalformedMessage)
          throw new InvalidInput({ file }, error.message, { cause: error });
        throw error;
      } finally {
        await writeOut(lines);
      }
    });
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    throw new InvalidInput({ file }, `cannot be read: ${(cause as Error).message}`, { cause });
  }
}

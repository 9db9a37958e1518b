import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { InvalidInput } from '../base/errors.js';
import { generateCpp, generateTypeScript, readSchema } from '../sbe/index.js';

interface Options {
  readonly lang: 'ts' | 'cpp';
  readonly out: string;
  readonly runtime?: string;
  readonly json?: boolean;
}

export function compileCommand(): Command {
  return new Command('compile')
    .description('generate codecs from a schema')
    .argument('<schema.xml>', 'the SBE 1.0 message schema')
    .addOption(new Option('--lang <lang>', 'language').choices(['ts', 'cpp']).makeOptionMandatory())
    .requiredOption('--out <folder>', 'where to write the files; made if need be')
    .option('--runtime <name>', 'what the files import: a module specifier (ts) or a header (cpp)')
    .option('--json', 'print one JSON document')
    .action((schema: string, options: Options) => {
      const files = generate(schema, options);
      for (const [name, text] of files) writeFile(options.out, name, text);
      const names = [...files.keys()];
      if (options.json) process.stdout.write(`${JSON.stringify({ folder: options.out, files: names })}\n`);
      else process.stderr.write(`dualbus: ${names.length} files written to ${options.out}\n`);
    });
}

function generate(schema: string, { lang, runtime }: Options): Map<string, string> {
  const options = runtime === undefined ? {} : { runtime };
  const model = readSchema(schema);
  return lang === 'ts' ? generateTypeScript(model, options) : generateCpp(model, options);
}

function writeFile(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    throw new InvalidInput({ file }, `cannot be written: ${(cause as Error).message}`, { cause });
  }
}

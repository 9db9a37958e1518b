import { Command } from 'commander';
import { InvalidArgument } from '../base/errors.js';
import { describeSchema, type Message, readSchema, type Schema } from '../sbe/index.js';

export function describeCommand(): Command {
  return new Command('describe')
    .description('print the layout of a schema: offset, size, type and name of every field')
    .argument('<schema.xml>', 'the SBE 1.0 message schema')
    .argument('[messages...]', 'names or ids of messages; all by default')
    .option('--json', 'print the resolved schema as one JSON document')
    .action((file: string, wanted: string[], { json }: { json?: boolean }) => {
      const schema = readSchema(file);
      const messages = wanted.length === 0 ? schema.messages : wanted.map((name) => find(schema, name));
      const text = json
        ? JSON.stringify({ ...schema, messages }, (_, value) =>
            typeof value === 'bigint' ? value.toString() : value,
          )
        : describeSchema(schema, messages);
      process.stdout.write(`${text}\n`);
    });
}

function find(schema: Schema, wanted: string): Message {
  const message = schema.messages.find(({ name, id }) => name === wanted || String(id) === wanted);
  if (message === undefined) throw new InvalidArgument('messages', `the schema has no message ${wanted}`);
  return message;
}

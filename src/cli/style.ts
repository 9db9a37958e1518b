import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Coloured text on a terminal, plain text elsewhere and where NO_COLOR is set. */
export function paint(format: Format, text: string): string {
  const plain = !process.stdout.isTTY || (process.env.NO_COLOR ?? '') !== '';
  return plain ? text : styleText(format, text);
}

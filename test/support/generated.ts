import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateTypeScript, type MessageCodec, type Schema } from '../../src/sbe/index.js';

const runtime = fileURLToPath(new URL('../../src/sbe/runtime/index.ts', import.meta.url));

/** Plain objects of any schema, as tests see them. */
export type Fields = Record<string, unknown>;

/** What the generated index.ts of a schema exports, as far as tests use it without knowing the schema. */
export interface GeneratedIndex {
  readonly messages: Readonly<Record<string, MessageCodec<Fields>>>;
  /** The module of a message, by its name in the index: codec functions and flyweights. */
  readonly [message: string]: unknown;
}

/** Generates TypeScript for a schema into a folder that is gone afterwards, and imports it. */
export async function importGenerated(schema: Schema): Promise<GeneratedIndex> {
  const folder = mkdtempSync(join(tmpdir(), 'dualbus-sbe-'));
  try {
    for (const [name, text] of generateTypeScript(schema, { runtime }))
      writeFileSync(join(folder, name), text);
    return (await import(join(folder, 'index.ts'))) as GeneratedIndex;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

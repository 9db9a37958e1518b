import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateAll } from '../../src/codec/generate/index.js';
import { FRAME, FRAME_BLOCK_LENGTH } from '../../src/codec/index.js';
import { flatMessages, registry, schema, schemaFile } from './support/messages.js';

const files = generateAll(readFileSync(schemaFile, 'utf8'));

describe('generated files', () => {
  it.each([...files.keys()])('%s fits the schema (else: npm run build && npm run generate)', (file) => {
    const target = new URL(`../../${file}`, import.meta.url);
    expect(existsSync(target), file).toBe(true);
    expect(readFileSync(target, 'utf8') === files.get(file), file).toBe(true);
  });
});

describe('the layout of the schema', () => {
  it.each(flatMessages.map((m) => [m.name, m] as const))('of %s is aligned', (name, message) => {
    expect(message.blockLength % 8).toBe(0);
    for (const { offset, size, type } of message.fields) {
      const element = type.kind === 'scalar' && type.length > 1 ? Math.min(8, size) : size;
      expect(offset % element, `${name} ${offset}`).toBe(0);
    }
    const last = message.fields.at(-1)!;
    expect(message.blockLength - last.offset - last.size).toBeLessThan(8);
  });

  // The numbers that native/codec/generated/layout.h asserts.
  it.each(flatMessages.map((m) => [m.name, m] as const))(
    'of %s is that of the C++ structs',
    (name, message) => {
      const layout = files.get('native/codec/generated/layout.h')!;
      const struct = name[0].toUpperCase() + name.slice(1);
      const shape = registry.get(name).shape!;
      expect(layout).toContain(`static_assert(sizeof(${struct}) == ${shape.blockLength});`);
      for (const { name: field, offset, size, type } of message.fields) {
        expect(layout).toContain(`static_assert(offsetof(${struct}, ${field}) == ${offset});`);
        const columns = shape.columns.filter(
          (column) => column.offset >= offset && column.offset < offset + size,
        );
        expect(columns.length).toBe(type.kind === 'scalar' && type.length > 1 ? size / 8 : 1);
      }
    },
  );

  it('starts the body of a frame at a multiple of 8', () => {
    expect(FRAME.body % 8).toBe(0);
    expect(FRAME_BLOCK_LENGTH).toBe(92);
    expect(schema.messages.find(({ name }) => name === 'Frame')!.blockLength).toBe(FRAME_BLOCK_LENGTH);
  });

  it('gives every message a route', () => {
    expect([...registry].map(({ name }) => name).sort()).toEqual(
      schema.messages
        .map(({ name }) => name)
        .filter((name) => name !== 'Frame')
        .sort(),
    );
    for (const type of registry) {
      const message = schema.messages.find(({ name }) => name === type.name)!;
      expect(type.templateId).toBe(message.id);
      expect(type.bus).toBe(message.id < 30 ? 'marketData' : 'engineLogic');
    }
  });
});

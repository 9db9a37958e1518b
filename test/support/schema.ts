import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../sbe/schemas/', import.meta.url));

/** The text of a schema of test/sbe/schemas, with attributes added to its root: package "test", id 7, version 3. */
export function testSchema(name: 'orders' | 'everything' | 'names', attributes = ''): string {
  return readFileSync(`${folder}${name}.xml`, 'utf8').replace(
    '<messageSchema',
    `<messageSchema ${attributes}`,
  );
}

/** A whole schema around types and messages of a test: package "test", id 7, version 3, 8-byte header. */
export function schemaOf(body: string, attributes = ''): string {
  return `<messageSchema package="test" id="7" version="3" ${attributes}>
  <types>
    <composite name="messageHeader">
      <type name="blockLength" primitiveType="uint16"/>
      <type name="templateId" primitiveType="uint16"/>
      <type name="schemaId" primitiveType="uint16"/>
      <type name="version" primitiveType="uint16"/>
    </composite>
    <composite name="groupSizeEncoding">
      <type name="blockLength" primitiveType="uint16"/>
      <type name="numInGroup" primitiveType="uint16"/>
    </composite>
    <composite name="text">
      <type name="length" primitiveType="uint16"/>
      <type name="varData" primitiveType="uint8" length="0" characterEncoding="UTF-8"/>
    </composite>
    <composite name="octets">
      <type name="length" primitiveType="uint8"/>
      <type name="varData" primitiveType="uint8" length="0"/>
    </composite>
  </types>
  ${body}
</messageSchema>`;
}

/** A schema with what decoders get wrong: constants, versions, nested groups, var data. */
export const orders = (attributes = ''): string =>
  schemaOf(
    `<types>
      <enum name="Flag" encodingType="uint8"><validValue name="no">0</validValue><validValue name="yes">1</validValue></enum>
      <type name="OptionalPrice" primitiveType="int64" presence="optional"/>
      <type name="Symbol" primitiveType="char" length="6"/>
      <composite name="wideGroup">
        <type name="blockLength" primitiveType="uint16"/>
        <type name="numInGroup" primitiveType="uint32"/>
      </composite>
    </types>
    <message name="order" id="1">
      <field name="id" id="1" type="uint64"/>
      <field name="price" id="2" type="OptionalPrice"/>
      <field name="symbol" id="3" type="Symbol"/>
      <field name="venue" id="4" type="uint16" sinceVersion="2"/>
      <group name="legs" id="10">
        <field name="ratio" id="1" type="int16"/>
        <field name="isOpen" id="2" type="Flag" presence="constant" valueRef="Flag.yes"/>
        <field name="side" id="3" type="uint8"/>
        <group name="fills" id="4" dimensionType="wideGroup">
          <field name="size" id="1" type="uint32"/>
        </group>
        <data name="note" id="5" type="text"/>
      </group>
      <group name="marks" id="11" dimensionType="wideGroup">
        <field name="mark" id="1" type="uint8"/>
      </group>
      <data name="text" id="20" type="text"/>
      <data name="raw" id="21" type="octets" sinceVersion="3"/>
    </message>`,
    attributes,
  );

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

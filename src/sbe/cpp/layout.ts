import { leavesOf } from '../model/analysis.js';
import type { Block, Type } from '../model/model.js';
import { type Header, Scope } from './header.js';
import { innermostFirst, type NamedBlock, type NamedGroup } from './parts.js';
import { primitiveTypes, valueType } from './values.js';

/** Emits the fixed blocks as packed structs, for memcpy, and asserts that the compiler lays them out as the wire does. */
export function emitLayouts(h: Header, message: NamedBlock): void {
  for (const named of [...innermostFirst(message.groups), message] as (NamedBlock | NamedGroup)[])
    if (named.block.blockLength > 0) emitLayout(h, named.name, named.block);
}

interface Slot {
  readonly name: string;
  readonly type: string;
  readonly elements: number;
  readonly offset: number;
  readonly size: number;
}

function emitLayout(h: Header, name: string, block: Block): void {
  const slots = slotsOf(h, block, new Scope([`${name}Block`]));
  h.doc(`The block of ${name} as it stands on the wire, in the byte order of the schema.`);
  h.line('#pragma pack(push, 1)');
  h.block(
    `struct ${name}Block`,
    () => {
      let end = 0;
      const pad = (until: number) => {
        if (until > end) h.line(`std::byte pad_${end}_[${until - end}];`);
      };
      for (const { name: slot, type, elements, offset, size } of slots) {
        pad(offset);
        h.line(`${type} ${slot}${elements > 1 ? `[${elements}]` : ''};`);
        end = offset + size;
      }
      pad(block.blockLength);
    },
    ';',
  );
  h.line('#pragma pack(pop)');
  h.line(`static_assert(sizeof(${name}Block) == ${block.blockLength});`);
  h.line(`static_assert(std::is_trivially_copyable_v<${name}Block>);`);
  for (const { name: slot, offset } of slots)
    h.line(`static_assert(offsetof(${name}Block, ${slot}) == ${offset});`);
  h.line();
}

/** The values of a block one by one, composites taken apart: `engine.capacity` is `engine_capacity`. */
function slotsOf(h: Header, block: Block, scope: Scope): Slot[] {
  return block.fields.flatMap((field) =>
    leavesOf(field).map(({ path, element, offset }) => {
      const elements = element.type.kind === 'scalar' ? element.type.length : 1;
      const slot = { name: scope.claim(path.join('_')), type: slotType(h, element.type), elements, offset };
      return { ...slot, size: element.size };
    }),
  );
}

function slotType(h: Header, type: Type): string {
  if (type.kind === 'composite') throw new TypeError('a leaf is no composite');
  return type.kind === 'scalar' ? primitiveTypes[type.primitive] : valueType(h, type);
}

import { decimalMantissa, isOptional } from '../model/analysis.js';
import type { CompositeType, Element, EnumType, SetType, Type } from '../model/model.js';
import { Header, Scope, type Settings } from './header.js';
import {
  constant,
  enumerators,
  isNullElement,
  loadElement,
  optionalType,
  primitiveTypes,
  scalarLiteral,
  storeElement,
  storeNull,
} from './values.js';

/** The header of a schema's enums, sets and composites, each behind those that it is made of. */
export function generateTypes(settings: Settings): string {
  const h = new Header(settings, [settings.runtime]);
  h.block(
    `namespace ${settings.namespace}::types`,
    () => {
      for (const type of innerFirst(settings.types.all())) {
        const name = settings.types.of(type);
        h.line();
        if (type.kind === 'enum') emitEnum(h, type, name);
        else if (type.kind === 'set') emitSet(h, type, name);
        else if (type.kind === 'composite' && !isHead(type)) emitComposite(h, type, name);
      }
      h.line();
    },
    `  // namespace ${settings.namespace}::types`,
  );
  return h.toString();
}

/** Encodings of var data end in octets of any length and are no values. */
function isHead(type: CompositeType): boolean {
  return type.members.some((member) => member.type.kind === 'scalar' && member.type.length === 0);
}

function innerFirst(types: readonly Type[]): Type[] {
  const order = new Set<Type>();
  const visit = (type: Type) => {
    if (type.kind === 'composite') for (const member of type.members) visit(member.type);
    if (type.kind !== 'scalar') order.add(type);
  };
  types.forEach(visit);
  return [...order];
}

function emitEnum(h: Header, type: EnumType, name: string): void {
  const underlying = primitiveTypes[type.primitive];
  const names = enumerators(type);
  h.doc(type.description);
  h.block(
    `enum class ${name} : ${underlying}`,
    () => {
      for (const value of type.values) {
        h.doc(value.description);
        h.line(
          `${names.get(value.name)} = static_cast<${underlying}>(${scalarLiteral(type.primitive, value.value)}),`,
        );
      }
    },
    ';',
  );
  h.line();
  h.doc('The name in the schema; empty for a code that has none.');
  h.block(`[[nodiscard]] constexpr std::string_view name_of(${name} value) noexcept`, () => {
    h.block('switch (value)', () => {
      for (const { name: value } of type.values)
        h.line(`case ${name}::${names.get(value)}: return "${value}";`);
    });
    h.line('return {};');
  });
}

function emitSet(h: Header, type: SetType, name: string): void {
  const bits = primitiveTypes[type.primitive];
  const scope = new Scope([name, 'bits', 'accept', 'set', 'kNames']);
  const choices = type.choices.map((choice) => ({ ...choice, member: scope.claim(choice.name) }));
  h.doc(type.description);
  h.block(
    `struct ${name}`,
    () => {
      h.line(`${bits} bits = 0;`);
      h.line();
      for (const { member, bit, description } of choices) {
        h.doc(description);
        h.line(
          `[[nodiscard]] constexpr bool ${member}() const noexcept { return ((bits >> ${bit}) & 1U) != 0; }`,
        );
      }
      for (const { member, bit } of choices)
        h.block(`constexpr ${name}& set_${member}(bool on = true) noexcept`, () => {
          h.line(`constexpr auto mask = static_cast<${bits}>(std::uint64_t{1} << ${bit});`);
          h.line(`bits = static_cast<${bits}>(on ? bits | mask : bits & ~mask);`);
          h.line('return *this;');
        });
      h.line(`friend constexpr bool operator==(const ${name}&, const ${name}&) noexcept = default;`);
      h.line();
      h.doc('The name of each bit in the schema; empty for a bit that has none.');
      const names = Array.from(
        { length: type.size * 8 },
        (_, bit) => `"${choices.find((choice) => choice.bit === bit)?.name ?? ''}"`,
      );
      h.line(`static constexpr std::array<std::string_view, ${names.length}> kNames{${names.join(', ')}};`);
    },
    ';',
  );
  h.line(`static_assert(sizeof(${name}) == ${type.size});`);
}

function emitComposite(h: Header, type: CompositeType, name: string): void {
  const scope = new Scope([name, 'load', 'store', 'is_null', 'store_null', 'accept', 'kSize']);
  const members = type.members.map((element) => ({ element, member: scope.claim(element.name) }));
  const varying = members.filter(({ element }) => element.presence !== 'constant');
  h.doc(type.description);
  h.block(
    `struct ${name}`,
    () => {
      for (const { element, member } of members) emitMember(h, element, member);
      h.line();
      h.doc('Bytes on the wire.');
      h.line(`static constexpr std::size_t kSize = ${type.size};`);
      h.line();
      h.block(`[[nodiscard]] static ${name} load([[maybe_unused]] const std::byte* p) noexcept`, () => {
        h.line(`${name} value;`);
        for (const { element, member } of varying)
          h.line(`value.${member} = ${loadElement(h, element, 'p')};`);
        h.line('return value;');
      });
      h.doc('Whether every text fitted.');
      h.block('[[nodiscard]] bool store([[maybe_unused]] std::byte* p) const noexcept', () => {
        h.line('bool fitted = true;');
        h.line('[[maybe_unused]] const auto check = [&fitted](bool held) { fitted = fitted && held; };');
        for (const { element, member } of varying)
          for (const line of storeElement(h, element, 'p', member, 'check')) h.line(line);
        h.line('return fitted;');
      });
      emitNull(
        h,
        type,
        varying.map(({ element }) => element),
      );
      emitAccept(
        h,
        members.map(({ element, member }) => ({ name: element.name, value: member })),
      );
    },
    ';',
  );
}

function emitMember(h: Header, element: Element, member: string): void {
  h.doc(element.description);
  if (element.presence === 'constant') {
    const { type, value } = constant(h, element);
    h.line(`static constexpr ${type} ${member} = ${value};`);
  } else
    h.line(`${optionalType(h, element, isOptional(element) && element.type.kind !== 'set')} ${member}{};`);
}

/** A decimal is null where its mantissa is, any other composite where all of its members are. */
function emitNull(h: Header, type: CompositeType, varying: readonly Element[]): void {
  const mantissa = decimalMantissa(type);
  const deciding = mantissa === undefined ? varying : [mantissa];
  const condition = deciding.map((element) => isNullElement(h, element, 'p')).join(' && ') || 'false';
  h.line(
    `[[nodiscard]] static bool is_null([[maybe_unused]] const std::byte* p) noexcept { return ${condition}; }`,
  );
  h.block('static void store_null([[maybe_unused]] std::byte* p) noexcept', () => {
    for (const element of varying) h.line(storeNull(h, element, 'p'));
  });
}

/** `accept(visit)` calls visit(name, value) for each member, in order. */
export function emitAccept(
  h: Header,
  parts: readonly { readonly name: string; readonly value: string }[],
): void {
  h.doc('Calls visit(name, value) for each part, in the order of the schema.');
  h.line('template <typename Visit>');
  h.block('void accept([[maybe_unused]] Visit&& visit) const', () => {
    for (const { name, value } of parts) h.line(`visit(std::string_view("${name}"), ${value});`);
  });
}

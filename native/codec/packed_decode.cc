#include <algorithm>
#include <bitset>

#include "codec/packed_sequence.h"
#include "codec/packed_store.h"

namespace dualbus::packed {
namespace {

/** The parameters of a column, in the order in which they stand. */
struct Parameters {
  std::uint8_t octet = 0;
  Scheme scheme = Scheme::constant;
  std::uint64_t base = 0;
  std::uint64_t divisor = 1;
  std::uint64_t reference = 0;
  std::uint32_t entries = 0;
  std::uint64_t absent_value = 0;
  std::uint32_t absent = 0;
  int decimals = -1;
  std::uint32_t exceptions = 0;
};

struct Decoder {
  const PackingTable& kernels;
  Workspace& w;
  Reader in;
  std::uint32_t rows = 0;
  std::uint32_t key_count = 0;

  Parameters parameters(std::uint8_t octet, Type type);
  const std::uint8_t* positions(std::uint32_t count);
  void sequences(const Parameters& p, bool is_key);
  void keyed(const Parameters& p);
  void look_up(const Parameters& p, bool is_key);
  Result column(const Column* target, void* data, std::uint8_t octet, Type type, bool is_key,
                std::uint64_t* base);
  Result malformed() const { return {in.at, Fault::malformed, in.problem}; }
};

Parameters Decoder::parameters(std::uint8_t octet, Type type) {
  Parameters p;
  p.octet = octet;
  if (octet & 128 || (octet & scheme_mask) > static_cast<std::uint8_t>(Scheme::dictionary))
    in.fail("an unknown scheme");
  if (octet & flag_decimal && type < Type::f32) in.fail("decimal places in a column of integers");
  p.scheme = static_cast<Scheme>(octet & scheme_mask);
  p.base = in.signed_varint("a base");
  if (octet & flag_scaled) {
    p.divisor = in.varint("a divisor");
    if (p.divisor == 0 || p.divisor >= std::uint64_t{1} << 53) in.fail("a divisor outside 1..2^53");
  }
  const bool differs = p.scheme == Scheme::delta || p.scheme == Scheme::keyed;
  if (differs && !(octet & flag_zigzag)) p.reference = in.signed_varint("a reference");
  if (p.scheme == Scheme::dictionary) {
    p.entries = in.count(max_dictionary, "the number of entries");
    if (p.entries == 0) in.fail("an empty dictionary");
  }
  if (octet & flag_absent) {
    p.absent_value = in.varint("a null value");
    p.absent = in.count(rows, "the number of absent rows");
  }
  if (octet & flag_decimal) {
    p.decimals = in.get<std::uint8_t>("decimal places");
    if (p.decimals > static_cast<int>(max_decimals)) in.fail("too many decimal places");
    p.exceptions = in.count(rows, "the number of decimal exceptions");
  }
  in.align("parameters");
  return p;
}

const std::uint8_t* Decoder::positions(std::uint32_t count) {
  if (count == 0 || in.failed()) return nullptr;
  const std::uint8_t* place = in.take(16 * count < rows ? 2 * count : (rows + 7) / 8, "row positions");
  in.align("row positions");
  return place;
}

void Decoder::sequences(const Parameters& p, bool is_key) {
  if (p.scheme == Scheme::keyed) {
    if (key_count < 2) return in.fail("differences by key without a key column");
    decode_sequence(kernels, in, w.heads.data(), key_count);
  } else if (p.scheme == Scheme::dictionary) {
    decode_sequence(kernels, in, w.entries.data(), p.entries);
  }
  decode_sequence(kernels, in, w.x.data(), rows);
  if (in.failed()) return;
  const std::uint64_t start = p.base - p.divisor * p.reference;
  switch (p.scheme) {
    case Scheme::delta:
      if (p.octet & flag_zigzag)
        kernels.accumulate_zigzag(w.x.data(), rows, start, p.divisor);
      else
        kernels.accumulate(w.x.data(), rows, start, p.reference, p.divisor);
      return;
    case Scheme::keyed:
      return keyed(p);
    case Scheme::dictionary:
      return look_up(p, is_key);
    default:
      kernels.scale(w.x.data(), rows, p.base, p.divisor);
  }
}

void Decoder::keyed(const Parameters& p) {
  const std::uint64_t start = p.base - p.divisor * p.reference;
  kernels.scale(w.heads.data(), key_count, start, p.divisor);
  const bool zigzagged = (p.octet & flag_zigzag) != 0;
  for (std::uint32_t i = 0; i < rows; i++) {
    const std::uint64_t d = zigzagged ? unzigzag(w.x[i]) : w.x[i] + p.reference;
    std::uint64_t& sum = w.heads[w.keys.codes[i]];
    sum += p.divisor * d;
    w.x[i] = sum;
  }
}

void Decoder::look_up(const Parameters& p, bool is_key) {
  kernels.scale(w.entries.data(), p.entries, p.base, p.divisor);
  for (std::uint32_t i = 0; i < rows; i++) {
    const std::uint64_t code = w.x[i];
    if (code >= p.entries) return in.fail("a code outside its dictionary");
    if (is_key) w.keys.codes[i] = static_cast<std::uint16_t>(code);
    w.x[i] = w.entries[code];
  }
  if (is_key) key_count = p.entries;
}

Result Decoder::column(const Column* target, void* data, std::uint8_t octet, Type type, bool is_key,
                       std::uint64_t* base) {
  const Parameters p = parameters(octet, type);
  const std::uint8_t* absent_at = positions(p.absent);
  const std::uint8_t* exceptions_at = positions(p.exceptions);
  const std::uint8_t* patterns =
      p.exceptions > 0 ? in.take(std::size_t{8} * p.exceptions, "decimal exceptions") : nullptr;
  if (in.failed()) return malformed();
  Column c{};
  if (data != nullptr) {
    c = *target;
    if (c.floating_base) c.base = *base = p.base;
  }
  Result stored;
  if (p.scheme == Scheme::constant) {
    if (is_key) key_count = 1;
    if (data != nullptr) stored = store_constant(kernels, c, data, rows, p.base, p.decimals);
  } else if (data != nullptr || is_key) {
    sequences(p, is_key);
    if (in.failed()) return malformed();
    if (data != nullptr) stored = store_column(kernels, c, data, rows, w.x.data(), p.decimals);
  }
  if (data == nullptr || stored.fault != Fault::none) return stored;
  bool inexact = false;
  const char* problem = nullptr;
  if (p.absent > 0)
    problem = store_rows(c, data, rows, absent_at, p.absent, nullptr, p.absent_value, &inexact);
  if (problem == nullptr && p.exceptions > 0)
    problem = store_rows(c, data, rows, exceptions_at, p.exceptions, patterns, 0, &inexact);
  if (problem != nullptr) in.fail(problem);
  if (in.failed()) return malformed();
  return inexact ? Result::error(Fault::inexact, "a number is 2^53 or more away from its base") : Result{};
}

struct BodyHeader {
  std::uint32_t rows;
  std::uint32_t length;
  std::uint16_t columns;
  std::uint16_t key_field;
};

bool read_header(Reader& in, std::size_t available, BodyHeader* h) {
  h->rows = in.get<std::uint32_t>("the body header");
  h->length = in.get<std::uint32_t>("the body header");
  h->columns = in.get<std::uint16_t>("the body header");
  h->key_field = in.get<std::uint16_t>("the body header");
  const std::uint32_t version = in.get<std::uint32_t>("the body header");
  if (in.failed()) return false;
  if (version != format_version) in.fail("another format version, or reserved octets that are not 0");
  if (h->rows < 1 || h->rows > max_rows) in.fail("a number of rows outside 1..65536");
  if (h->length < body_header_bytes || h->length % 4 != 0 || h->length > available)
    in.fail("a false body length");
  if (h->columns < 1 || h->columns > max_columns) in.fail("a number of columns outside 1..255");
  return !in.failed();
}

/** The plan's place of a column, or -1; fails when its type differs or it was seen before. */
int find_column(Reader& in, std::span<const Column> columns, std::bitset<max_columns>* seen,
                std::uint16_t field, std::uint8_t shape) {
  for (std::size_t c = 0; c < columns.size(); c++) {
    if (columns[c].field != field || columns[c].lane != shape >> 4) continue;
    if (static_cast<std::uint8_t>(columns[c].type) != (shape & 15)) in.fail("a field of another type");
    if (seen->test(c)) in.fail("a field that occurs twice");
    seen->set(c);
    return static_cast<int>(c);
  }
  return -1;
}

Result fill_missing(const PackingTable& kernels, std::span<const Column> columns,
                    std::span<const Array> arrays, const std::bitset<max_columns>& seen, std::uint32_t rows) {
  for (std::size_t c = 0; c < columns.size(); c++) {
    if (seen.test(c) || arrays[c].data == nullptr) continue;
    if (!columns[c].optional) return Result::error(Fault::malformed, "a required field is missing");
    store_constant(kernels, columns[c], arrays[c].data, rows, columns[c].absent, -1);
  }
  return {};
}

}  // namespace

Result unpack(const PackingTable& kernels, Workspace& w, std::span<std::int32_t> plan,
              std::span<const Array> arrays, std::span<const std::uint8_t> body) {
  const std::size_t count = plan.size() / plan_stride;
  if (count < 1 || count > max_columns || plan.size() % plan_stride != 0 || arrays.size() != count)
    return Result::error(Fault::invalid_argument, "plan");
  Decoder decoder{kernels, w, Reader(body)};
  Reader& in = decoder.in;
  BodyHeader header;
  if (!read_header(in, body.size(), &header)) return decoder.malformed();
  decoder.rows = header.rows;
  Column columns[max_columns];
  for (std::size_t c = 0; c < count; c++) {
    if (!read_column(&plan[c * plan_stride], &columns[c]))
      return Result::error(Fault::invalid_argument, "plan");
    if (arrays[c].data != nullptr && arrays[c].length < header.rows)
      return Result::error(Fault::invalid_argument, "arrays");
  }
  std::bitset<max_columns> seen;
  std::size_t at = body_header_bytes;
  for (std::uint32_t k = 0; k < header.columns; k++) {
    in.at = at;
    in.narrow(header.length);
    const std::uint32_t length = in.get<std::uint32_t>("a column header");
    const std::uint16_t field = in.get<std::uint16_t>("a column header");
    const std::uint8_t shape = in.get<std::uint8_t>("a column header");
    const std::uint8_t octet = in.get<std::uint8_t>("a column header");
    if (in.failed()) return decoder.malformed();
    if (length < column_header_bytes || length % 4 != 0 || length > header.length - at)
      in.fail("a false column length");
    if (in.failed()) return decoder.malformed();
    in.narrow(at + length);
    const int c = find_column(in, {columns, count}, &seen, field, shape);
    const bool is_key = k == 0 && header.key_field != 0 && field == header.key_field;
    if (in.failed()) return decoder.malformed();
    at += length;
    if (c < 0 && !is_key) continue;
    void* data = c < 0 ? nullptr : arrays[static_cast<std::size_t>(c)].data;
    std::uint64_t base = 0;
    const Result r = decoder.column(c < 0 ? nullptr : &columns[c], data, octet, static_cast<Type>(shape & 15),
                                    is_key, &base);
    if (r.fault != Fault::none) return r;
    if (data != nullptr && columns[c].floating_base) {
      plan[static_cast<std::size_t>(c) * plan_stride + 4] = static_cast<std::int32_t>(base);
      plan[static_cast<std::size_t>(c) * plan_stride + 5] = static_cast<std::int32_t>(base >> 32);
    }
  }
  if (at != header.length) return Result::error(Fault::malformed, "octets after the last column");
  if (const Result r = fill_missing(kernels, {columns, count}, arrays, seen, header.rows);
      r.fault != Fault::none)
    return r;
  return {header.rows, Fault::none, ""};
}

}  // namespace dualbus::packed

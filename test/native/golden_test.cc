// Expected values of the reference (golden.ts): whole calls, pieces of any size, and the same bits
// everywhere.
#include <cstdio>
#include <map>

#include "support.h"

namespace dualbus::testing {
namespace {

struct Golden {
  OwnedCall call;  // outputs as the reference left them
  double absolute, relative;
};

class Reader {
 public:
  explicit Reader(const char* file) : file_(std::fopen(file, "rb")) {}
  ~Reader() {
    if (file_) std::fclose(file_);
  }
  template <class T>
  bool read(T* to, std::size_t count) {
    return file_ && std::fread(to, sizeof(T), count, file_) == count;
  }
  template <class T>
  std::vector<T> read(std::size_t count) {
    std::vector<T> values(count);
    if (!read(values.data(), count)) values.clear();
    return values;
  }

 private:
  std::FILE* file_;
};

std::size_t extent(std::size_t rows, std::size_t stride) { return rows * stride; }

bool find_kernel(const char* name, KernelId* id) {
  for (std::size_t k = 0; k < kernel_count; k++)
    if (kernel_name(static_cast<KernelId>(k)) == name) {
      *id = static_cast<KernelId>(k);
      return true;
    }
  return false;
}

bool read_case(Reader& reader, Golden* golden) {
  char name[32];
  if (!reader.read(name, 32)) return false;
  OwnedCall& call = golden->call;
  if (!find_kernel(name, &call.id)) {
    std::printf("no kernel is called %.32s\n", name);
    return false;
  }
  const auto size = reader.read<std::uint32_t>(6);
  const auto strides = reader.read<std::uint32_t>(size[5] + 1);
  call.rows = size[0], call.cols = size[1];
  call.args = reader.read<std::uint32_t>(size[2]);
  reader.read(&golden->absolute, 1);
  reader.read(&golden->relative, 1);
  call.reals = reader.read<double>(size[3]);
  call.state = reader.read<double>(size[4]);
  for (std::size_t i = 0; i <= size[5]; i++) {
    auto& panels = i < size[5] ? call.in : call.out;
    const std::size_t rows = i < size[5] ? size[0] : output_shape(call.id, call.part(0, call.rows)).rows;
    panels.push_back(reader.read<double>(extent(rows, strides[i])));
    (i < size[5] ? call.in_stride : call.out_stride).push_back(strides[i]);
  }
  return true;
}

/** Runs a case from the empty state; the gaps between the rows of the output must stay as they are. */
void check_case(const KernelTable& table, const Golden& golden, const std::vector<std::size_t>& ends) {
  OwnedCall call = golden.call;
  call.state.assign(call.state.size(), 0);
  const OutputShape shape = output_shape(call.id, call.part(0, call.rows));
  for (std::size_t r = 0; r < shape.rows; r++)
    for (std::size_t c = 0; c < shape.cols; c++) call.out[0][r * call.out_stride[0] + c] = -12345;
  call.run(table, ends);
  std::string what = std::string(kernel_name(call.id)) + " " + std::to_string(call.rows) + " x " +
                     std::to_string(call.cols) + ", args";
  for (std::uint32_t arg : call.args) what += " " + std::to_string(arg);
  check_values(call.out[0], golden.call.out[0], what, golden.absolute, golden.relative);
}

/** Implementations differ from the reference within a tolerance, but not from each other. */
void check_same_bits(const KernelTable& table, const Golden& golden) {
  OwnedCall one = golden.call, other = golden.call;
  one.state.assign(one.state.size(), 0);
  other.state = one.state;
  one.run(*find_implementation("scalar"), {one.rows});
  other.run(table, {other.rows});
  check_values(other.out[0], one.out[0], std::string(kernel_name(one.id)) + " against scalar");
}

}  // namespace

bool register_golden(const char* file) {
  Reader reader(file);
  std::map<KernelId, std::vector<Golden>> by_kernel;
  for (Golden golden; read_case(reader, &golden); golden = Golden())
    by_kernel[golden.call.id].push_back(golden);
  for (const auto& [id, list] : by_kernel) {
    const std::vector<Golden> goldens = list;
    for_each_implementation(std::string(kernel_name(id)) + ": reference",
                            [goldens](const KernelTable& table) {
                              for (const Golden& golden : goldens) {
                                const std::size_t n = golden.call.rows;
                                check_case(table, golden, {n});
                                check_case(table, golden, {1, 2, n / 2, n - 1, n});
                                check_same_bits(table, golden);
                              }
                            });
  }
  return by_kernel.size() == kernel_count;
}

}  // namespace dualbus::testing

// What the writer writes: the same bytes every time, and a package that its reader takes; damaged ones are
// refused.
#include <random>

#include "neural/emulator/interpreter.h"
#include "neural/files.h"
#include "neural/programs.h"
#include "neural/sha256.h"
#include "support/check.h"
#include "support/folder.h"
#include "support/networks.h"

using namespace dualbus;
using namespace dualbus::neural;
using namespace dualbus::testing;

namespace {

Package package_of(const Network& net, std::uint32_t batch = 32) {
  auto package = dense_package(net.layers, net.parameters, batch);
  CHECK(static_cast<bool>(package));
  return *package;
}

/** Why the package cannot be run; empty when it can. */
std::string refusal_of(const Package& package) {
  auto model = read_model(package.model, package.weights);
  if (!model) return model.error().message;
  const auto interpreter = Interpreter::prepare(std::move(*model));
  return interpreter ? "" : interpreter.error().message;
}

/** The package with one part of its model replaced by another of the same length. */
Package patched(Package package, const std::string& from, const std::string& to) {
  const std::size_t at = package.model.find(from);
  CHECK(at != std::string::npos && from.size() == to.size(), from);
  package.model.replace(at, from.size(), to);
  return package;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST("sha256: the vectors of FIPS 180-4") {
  const auto hash = [](std::string_view text) { return sha256(std::array{text}); };
  CHECK(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hash(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256(std::array<std::string_view, 3>{"a", "", "bc"}) == hash("abc"));
}

TEST("package: the same network gives the same files, another weight gives others") {
  const Network net = network({5, 7, 3}, DenseLayerType::tanh);
  Network other = net;
  other.parameters[4] += 0.5f;
  const Package package = package_of(net);
  CHECK(package.digest() == package_of(net).digest() && package.digest() != package_of(other).digest());
  const Folder folder;
  for (const char* name : {"a", "b"}) CHECK(static_cast<bool>(write_package(folder / name, package)));
  for (const char* file : {"/Manifest.json", "/Data/com.apple.CoreML/model.mlmodel",
                           "/Data/com.apple.CoreML/weights/weight.bin"}) {
    const auto a = read_file(folder / "a" + file, 1 << 20), b = read_file(folder / "b" + file, 1 << 20);
    CHECK(a && b && *a == *b && !a->empty(), file);
  }
  const auto again = write_package(folder / "a", package);
  CHECK(!again && again.error().fault == Fault::storage);
}

TEST("package: weights are 64-aligned and exact after rounding") {
  const Network net = network({3, 2}, DenseLayerType::relu);
  const Package package = package_of(net);
  auto model = read_model(package.model, package.weights);
  CHECK(static_cast<bool>(model));
  const std::vector<float>& weight = model->constants.at("linear_0_weight").numbers;
  const std::vector<float>& bias = model->constants.at("linear_0_bias").numbers;
  CHECK(weight.size() == 6 && bias.size() == 2 && package.weights.size() % 64 == 0);
  for (std::size_t i = 0; i < 8; i++)
    CHECK((i < 6 ? weight[i] : bias[i - 6]) == round_to_half(net.parameters[i]), i);
}

TEST("package: values beyond f16 and counts that do not fit are refused") {
  Network net = network({3, 2}, DenseLayerType::relu);
  net.parameters[7] = 70000;
  const auto beyond = dense_package(net.layers, net.parameters, 32);
  CHECK(!beyond && beyond.error().fault == Fault::half_range);
  CHECK(contains(beyond.error().message, "layers[0].bias[1] is 70000"), beyond.error().message);
  net.parameters.pop_back();
  CHECK(!dense_package(net.layers, net.parameters, 32));
  net = network({3, 2}, DenseLayerType::relu);
  for (const std::uint32_t batch : {0u, 16u, 33u, 32768u})
    CHECK(!dense_package(net.layers, net.parameters, batch));
  CHECK(!gram_package(0, 4) && !gram_package(4, 16385) && gram_package(4, 5));
}

TEST("package: shape inference refuses what does not fit") {
  const Package package = package_of(network({5, 7, 3}, DenseLayerType::relu));
  CHECK(refusal_of(package).empty(), refusal_of(package));
  // Dimension { constant { size } }: the declared channels of the first result become 6.
  const std::string seven("\x1a\x04\x0a\x02\x08\x07\x1a\x04\x0a\x02\x08\x01\x1a\x04\x0a\x02\x08\x20", 18);
  std::string six = seven;
  six[5] = 6;
  const std::string shape = refusal_of(patched(package, seven, six));
  CHECK(contains(shape, "declared as (1, 6, 1, 32), inferred as (1, 7, 1, 32)"), shape);
  const std::string type = refusal_of(patched(package, "relu\x12", "rely\x12"));
  CHECK(contains(type, "operation \"rely\" is unknown"), type);
  const std::string padding = refusal_of(patched(package, "valid", "same_"));
  CHECK(contains(padding, "no plain 1x1 convolution"), padding);
  const std::string version = refusal_of(patched(package, "\x08\x07\x12", "\x08\x06\x12"));
  CHECK(contains(version, "specification version"), version);
  const std::string set = refusal_of(patched(package, "CoreML6\x1a", "CoreML7\x1a"));
  CHECK(contains(set, "operation set"), set);
}

TEST("package: any damage gives a model or a refusal") {
  const Package package = package_of(network({5, 7, 3}, DenseLayerType::gelu_erf));
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 3000; i++) {
    Package damaged = package;
    std::string& part = i % 3 == 0 ? damaged.weights : damaged.model;
    if (i % 2 == 0)
      part[random() % part.size()] = static_cast<char>(random());
    else
      part.resize(random() % part.size());
    refused += !refusal_of(damaged).empty();
  }
  CHECK(refused > 1000, refused);
}

// The cache of compiled models: one compilation per content, no half entries, damage healed, bounded.
#include "neural/model_cache.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "neural/programs.h"
#include "support/check.h"
#include "support/emulation.h"
#include "support/folder.h"
#include "support/networks.h"

using namespace dualbus;
using namespace dualbus::neural;
using namespace dualbus::testing;
namespace fs = std::filesystem;

namespace {

Package package_of(unsigned seed) {
  const Network net = network({2, 3}, DenseLayerType::relu, seed);
  return *dense_package(net.layers, net.parameters, 32);
}

std::vector<fs::path> entries(const std::string& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
  return found;
}

}  // namespace

TEST("cache: a package is compiled once and its entry is all that stays") {
  const Folder folder;
  const std::string cache = folder / "deep/cache";
  CHECK(static_cast<bool>(load_cached(package_of(1), cache)));
  CHECK(entries(cache).size() == 1 && entries(cache)[0].extension() == ".mlmodelc");
  // A marker in the entry survives: the second load did not compile again.
  std::ofstream(entries(cache)[0] / "marker");
  CHECK(static_cast<bool>(load_cached(package_of(1), cache)));
  CHECK(entries(cache).size() == 1 && fs::exists(entries(cache)[0] / "marker"));
  CHECK(static_cast<bool>(load_cached(package_of(2), cache)));
  CHECK(entries(cache).size() == 2);
}

TEST("cache: a damaged entry is compiled again") {
  const Folder folder;
  CHECK(static_cast<bool>(load_cached(package_of(1), folder.path())));
  const fs::path model = entries(folder.path())[0] / "Data/com.apple.CoreML/model.mlmodel";
  fs::resize_file(model, 10);
  CHECK(static_cast<bool>(load_cached(package_of(1), folder.path())));
  CHECK(entries(folder.path()).size() == 1 && fs::file_size(model) > 10);
}

TEST("cache: threads that want the same package at once all get it") {
  const Folder folder;
  std::atomic<int> loaded = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++)
    threads.emplace_back([&] { loaded += static_cast<bool>(load_cached(package_of(1), folder.path())); });
  for (std::thread& thread : threads) thread.join();
  CHECK(loaded == 8 && entries(folder.path()).size() == 1, loaded, " ", entries(folder.path()).size());
}

TEST("cache: keeps a bounded number of entries, the ones used last") {
  const Folder folder;
  for (std::size_t i = 0; i < max_cached_models; i++) {
    const fs::path entry = folder / ("old" + std::to_string(i) + ".mlmodelc");
    fs::create_directory(entry);
    fs::last_write_time(entry, fs::file_time_type::clock::now() - std::chrono::hours(i + 1));
  }
  CHECK(static_cast<bool>(load_cached(package_of(1), folder.path())));
  CHECK(entries(folder.path()).size() == max_cached_models);
  CHECK(!fs::exists(folder / ("old" + std::to_string(max_cached_models - 1) + ".mlmodelc")));
  CHECK(fs::exists(folder / "old0.mlmodelc"));
}

TEST("cache: what cannot be compiled, loaded or stored is an error and leaves nothing behind") {
  const Folder folder;
  Package broken = package_of(1);
  broken.model.resize(20);
  const auto refused = load_cached(broken, folder / "cache");
  CHECK(!refused && refused.error().fault == Fault::bad_package);
  CHECK(entries(folder / "cache").empty());
  {
    const Emulating emulating("unloadable");
    const auto unloadable = load_cached(package_of(1), folder / "cache");
    CHECK(!unloadable && unloadable.error().fault == Fault::bad_package);
  }
  std::ofstream(folder / "file");
  const auto blocked = load_cached(package_of(1), folder / "file/cache");
  CHECK(!blocked && blocked.error().fault == Fault::storage, blocked ? "" : blocked.error().message);
}

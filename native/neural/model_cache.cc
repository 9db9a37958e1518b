#include "neural/model_cache.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "neural/files.h"
#include "neural/sha256.h"

namespace dualbus::neural {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view suffix = ".mlmodelc";

/** A path beside `entry` that no other thread and no other process uses. */
std::string scratch_path(const std::string& entry, std::string_view extension) {
  static std::atomic<unsigned> counter = 0;
  return entry + "." + std::to_string(::getpid()) + "." + std::to_string(counter++) + std::string(extension);
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/** Takes an entry out of the cache at once, so that no process finds it half removed. */
void discard(const std::string& entry) {
  const std::string away = scratch_path(entry, ".old");
  std::error_code ignored;
  fs::rename(entry, away, ignored);
  remove_all(away);
}

/** Removes what it names when the scope ends. */
struct Scratch {
  std::string path;
  ~Scratch() { remove_all(path); }
};

/** Moves a folder into the cache: by rename, or through a copy when it lies on another file system. */
Outcome publish(const std::string& compiled, const std::string& entry) {
  std::error_code error;
  fs::rename(compiled, entry, error);
  if (!error || exists(entry)) return Done{};  // another process was first: its entry is as good
  const Scratch copy{scratch_path(entry, ".copy")};
  fs::copy(compiled, copy.path, fs::copy_options::recursive, error);
  if (!error) fs::rename(copy.path, entry, error);
  if (!error || exists(entry)) return Done{};
  return Error{Fault::storage, entry + ": " + error.message()};
}

Outcome compile_into(const Package& package, const std::string& entry) {
  const Scratch source{scratch_path(entry, ".mlpackage")};
  if (auto written = write_package(source.path, package); !written) return written;
  const auto compiled = Model::compile(source.path);
  if (!compiled) return compiled.error();
  const Scratch rest{*compiled};
  return publish(*compiled, entry);
}

void mark_used(const std::string& entry) {
  std::error_code ignored;
  fs::last_write_time(entry, fs::file_time_type::clock::now(), ignored);
}

/** Removes the entries that were used least recently. A process that has one loaded keeps it: its files are
 * open. */
void trim(const std::string& folder) {
  std::error_code error;
  std::vector<std::pair<fs::file_time_type, fs::path>> entries;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == suffix) entries.emplace_back(at->last_write_time(error), at->path());
  }
  if (entries.size() <= max_cached_models) return;
  std::sort(entries.begin(), entries.end());
  for (std::size_t i = 0; i + max_cached_models < entries.size(); i++) discard(entries[i].second.string());
}

}  // namespace

Result<Model> load_cached(const Package& package, const std::string& folder) {
  if (!Model::unavailable().empty()) return Error{Fault::unavailable, std::string(Model::unavailable())};
  if (auto made = make_folders(folder); !made) return made.error();
  const std::string system = Model::system();
  const std::string key = sha256(std::array<std::string_view, 3>{package.digest(), "\n", system});
  const std::string entry = folder + "/" + key + std::string(suffix);
  if (exists(entry)) {
    mark_used(entry);
    if (auto model = Model::load(entry, package.input, package.output)) return model;
    discard(entry);
  }
  if (auto compiled = compile_into(package, entry); !compiled) return compiled.error();
  trim(folder);
  return Model::load(entry, package.input, package.output);
}

}  // namespace dualbus::neural

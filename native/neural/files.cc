#include "neural/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace dualbus::neural {
namespace {

Error storage_error(const std::string& path, int number) {
  return {Fault::storage, path + ": " + std::system_category().message(number)};
}

/** A file descriptor that closes itself. */
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const { return number_; }
  /** Closes it now: some file systems report a failed write only here. */
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

}  // namespace

Outcome make_folders(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{Fault::storage, folder + ": " + error.message()};
  return Done{};
}

Outcome write_file(const std::string& path, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.number() < 0) return storage_error(path, errno);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return storage_error(path, written < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!file.close()) return storage_error(path, errno);
  return Done{};
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts;
  if (file.number() < 0 || ::fstat(file.number(), &facts) != 0) return storage_error(path, errno);
  if (facts.st_size < 0 || static_cast<std::uint64_t>(facts.st_size) > limit)
    return Error{Fault::storage, path + ": longer than " + std::to_string(limit) + " bytes"};
  std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t got = ::read(file.number(), bytes.data() + at, bytes.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return storage_error(path, got < 0 ? errno : EIO);
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

void remove_all(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

}  // namespace dualbus::neural

// The outcome of anything the GPU is asked for: a value, or why there is none. No exceptions cross this room.
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace dualbus::gpu {

enum class Fault {
  unavailable,    // no Metal device here
  out_of_memory,  // the device or the machine has no room
  device_lost,    // the device went away or was taken away; later calls fail too
  bad_shader,     // a shader or a pipeline could not be made
  invalid,        // the caller asked for something the kernel does not take
  failed,         // the device reported an error while running
};

struct Error {
  Fault fault;
  std::string message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Error error) : content_(std::move(error)) {}

  explicit operator bool() const { return content_.index() == 0; }
  T& operator*() { return *std::get_if<T>(&content_); }
  const T& operator*() const { return *std::get_if<T>(&content_); }
  T* operator->() { return std::get_if<T>(&content_); }
  const T* operator->() const { return std::get_if<T>(&content_); }
  const Error& error() const { return *std::get_if<Error>(&content_); }

 private:
  std::variant<T, Error> content_;
};

struct Done {};
/** Nothing, or why it did not work. */
using Outcome = Result<Done>;

}  // namespace dualbus::gpu

// A few lines of test framework: TEST defines a case, CHECK counts, run_tests prints "N passed, N failed".
#pragma once
#include <chrono>
#include <cstdio>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace dualbus::testing {

struct Case {
  std::string name;
  std::function<void()> body;
};

inline std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

inline int& failures_of_case() {
  static int count = 0;
  return count;
}

struct Registration {
  Registration(std::string name, std::function<void()> body) {
    cases().push_back({std::move(name), std::move(body)});
  }
};

template <class... Parts>
void expect(bool holds, const char* file, int line, const char* condition, const Parts&... parts) {
  if (holds) return;
  if (++failures_of_case() > 5) return;  // the first few places say enough
  std::ostringstream message;
  static_cast<void>((message << ... << parts));
  std::printf("%s:%d: %s does not hold. %s\n", file, line, condition, message.str().c_str());
}

/** Runs the cases whose name starts with `prefix`; the process' exit code. */
inline int run_tests(std::string_view prefix) {
  int passed = 0, failed = 0;
  for (const Case& test : cases()) {
    if (test.name.substr(0, prefix.size()) != prefix) continue;
    failures_of_case() = 0;
    const auto start = std::chrono::steady_clock::now();
    test.body();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    if (spent.count() > 2) std::printf("%.1f s in %s\n", spent.count(), test.name.c_str());
    if (failures_of_case() > 0) std::printf("FAILED %s\n", test.name.c_str());
    (failures_of_case() > 0 ? failed : passed)++;
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  std::fflush(stdout);
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace dualbus::testing

#define DUALBUS_JOIN2(a, b) a##b
#define DUALBUS_JOIN(a, b) DUALBUS_JOIN2(a, b)
#define TEST(name)                                                                   \
  static void DUALBUS_JOIN(test_, __LINE__)();                                       \
  static const ::dualbus::testing::Registration DUALBUS_JOIN(registered_, __LINE__)( \
      name, DUALBUS_JOIN(test_, __LINE__));                                          \
  static void DUALBUS_JOIN(test_, __LINE__)()
#define CHECK(condition, ...) \
  ::dualbus::testing::expect((condition), __FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__)

#pragma once

// A target region: functions defined between BEGIN and END may use the named instructions, the rest of the
// program stays runnable on any CPU. Headers of the standard library are included before the region opens, so
// that none of their inline functions is compiled with instructions that another machine lacks.
#define DUALBUS_PRAGMA(text) _Pragma(#text)
#if defined(__clang__)
#define DUALBUS_TARGET_BEGIN(names) \
  DUALBUS_PRAGMA(clang attribute push(__attribute__((target(names))), apply_to = function))
#define DUALBUS_TARGET_END DUALBUS_PRAGMA(clang attribute pop)
#else
#define DUALBUS_TARGET_BEGIN(names) DUALBUS_PRAGMA(GCC push_options) DUALBUS_PRAGMA(GCC target(names))
#define DUALBUS_TARGET_END DUALBUS_PRAGMA(GCC pop_options)
#endif

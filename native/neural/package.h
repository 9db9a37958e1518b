#pragma once

#include <string>

#include "neural/mil.h"
#include "neural/result.h"

namespace dualbus::neural {

/** The content of an .mlpackage folder. */
struct Package {
  std::string model;
  std::string weights;
  Shape input;
  Shape output;

  /** Names the content: equal packages, and only they, have equal digests. */
  std::string digest() const;
};

/** Writes the folder, which must not exist yet. The same package gives the same bytes. */
Outcome write_package(const std::string& folder, const Package& package);

}  // namespace dualbus::neural

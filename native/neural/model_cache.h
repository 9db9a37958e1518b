#pragma once

#include <string>

#include "neural/model.h"
#include "neural/package.h"

namespace dualbus::neural {

/** Compiled models that the cache keeps; the ones unused for longest go first. */
inline constexpr std::size_t max_cached_models = 64;

/**
 * The model of a package. Its compiled form is kept in `folder`, named by the digest of the package and the
 * system: a second process, or a second run, only loads it. Entries appear by one rename, so no process sees
 * half of one; one that does not load any more is compiled again.
 */
Result<Model> load_cached(const Package& package, const std::string& folder);

}  // namespace dualbus::neural

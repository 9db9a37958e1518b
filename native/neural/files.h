#pragma once

#include <string>
#include <string_view>

#include "neural/result.h"

namespace dualbus::neural {

/** Makes the folder and those above it. Fine when it exists. */
Outcome make_folders(const std::string& folder);

/** Writes a new file; one that exists is an error. */
Outcome write_file(const std::string& path, std::string_view bytes);

/** The bytes of a file of at most `limit` bytes. */
Result<std::string> read_file(const std::string& path, std::size_t limit);

/** Removes a file or a folder with all in it. Nothing there is fine. */
void remove_all(const std::string& path);

}  // namespace dualbus::neural

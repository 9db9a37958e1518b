#include "neural/package.h"

#include <array>
#include <string_view>

#include "neural/files.h"
#include "neural/sha256.h"

namespace dualbus::neural {
namespace {

/** The first digits of a digest in the form of a UUID. */
std::string identifier(std::string_view digest) {
  std::string uuid;
  for (const std::size_t length : {8, 4, 4, 4, 12}) {
    if (!uuid.empty()) uuid += '-';
    uuid += digest.substr(0, length);
    digest.remove_prefix(length);
  }
  return uuid;
}

std::string manifest_item(const std::string& id, std::string_view description, std::string_view name) {
  std::string item =
      "    \"" + id + "\": {\n      \"author\": \"com.apple.CoreML\",\n      \"description\": \"";
  item.append(description).append("\",\n      \"name\": \"").append(name);
  return item.append("\",\n      \"path\": \"com.apple.CoreML/").append(name).append("\"\n    }");
}

std::string manifest(const Package& package) {
  const std::string model = identifier(package.digest());
  const std::string weights =
      identifier(sha256(std::array{std::string_view("weights"), std::string_view(package.weights)}));
  return "{\n  \"fileFormatVersion\": \"1.0.0\",\n  \"itemInfoEntries\": {\n" +
         manifest_item(model, "CoreML Model Specification", "model.mlmodel") + ",\n" +
         manifest_item(weights, "CoreML Model Weights", "weights") + "\n  },\n  \"rootModelIdentifier\": \"" +
         model + "\"\n}\n";
}

}  // namespace

std::string Package::digest() const { return sha256(std::array<std::string_view, 2>{model, weights}); }

Outcome write_package(const std::string& folder, const Package& package) {
  const std::string data = folder + "/Data/com.apple.CoreML";
  if (auto made = make_folders(data + "/weights"); !made) return made;
  if (auto written = write_file(data + "/model.mlmodel", package.model); !written) return written;
  if (auto written = write_file(data + "/weights/weight.bin", package.weights); !written) return written;
  return write_file(folder + "/Manifest.json", manifest(package));
}

}  // namespace dualbus::neural

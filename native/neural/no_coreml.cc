// The model of a machine without Core ML: there is none, and the reason says what serves instead.
#include "neural/model.h"

namespace dualbus::neural {
namespace {

constexpr std::string_view reason =
    "this build has no Core ML: models run on macOS on Apple silicon; the CPU kernels serve";

Error absent() { return {Fault::unavailable, std::string(reason)}; }

}  // namespace

struct Model::Impl {};

Model::Model(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

std::string_view Model::unavailable() { return reason; }
std::string Model::system() { return "none"; }
Result<std::string> Model::compile(const std::string&) { return absent(); }
Result<Model> Model::load(const std::string&, const Shape&, const Shape&) { return absent(); }
Result<HalfView> Model::predict(std::span<const Half>) { return absent(); }
std::vector<PlannedOperations> Model::plan() const { return {}; }

}  // namespace dualbus::neural

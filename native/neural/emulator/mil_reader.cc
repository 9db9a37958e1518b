#include "neural/emulator/mil_reader.h"

#include <cstring>
#include <utility>

#include "neural/emulator/protobuf_reader.h"
#include "neural/files.h"

namespace dualbus::neural {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{1} << 30;

/** Reads one model; the first thing that is wrong stops it. */
class MilReader {
 public:
  explicit MilReader(std::string_view weights) : weights_(weights) {}

  Result<MilModel> read(std::string_view bytes) {
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) model_.version = f.number();
      if (f.field() == 2) description(f.bytes());
      if (f.field() == 502) program(f.bytes());
    });
    if (!problem_.empty()) return Error{Fault::bad_package, problem_};
    return std::move(model_);
  }

 private:
  template <class Visit>
  void each(std::string_view message, Visit visit) {
    ProtobufReader fields(message);
    while (problem_.empty() && fields.next()) visit(fields);
    if (fields.damaged()) refuse("a message is damaged");
  }

  void refuse(const std::string& problem) {
    if (problem_.empty()) problem_ = problem;
  }

  void description(std::string_view bytes) {
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) model_.input_feature = feature(f.bytes(), &model_.input);
      if (f.field() == 10) model_.output_feature = feature(f.bytes(), &model_.output);
    });
  }

  TensorType feature(std::string_view bytes, std::string* name) {
    TensorType result;
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) *name = f.bytes();
      if (f.field() != 3) return;
      each(f.bytes(), [&](const ProtobufReader& kind) {
        if (kind.field() == 5) result = multi_array(kind.bytes());
      });
    });
    return result;
  }

  TensorType multi_array(std::string_view bytes) {
    TensorType result;
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) {
        const auto add = [&](std::uint64_t size) {
          result.shape.push_back(static_cast<std::uint32_t>(size));
        };
        if (!ProtobufReader::packed(f.bytes(), add)) refuse("a shape is damaged");
      }
      if (f.field() == 2) result.type = static_cast<std::uint32_t>(f.number());
    });
    return result;
  }

  /** The key and the message of an entry of a map. */
  std::pair<std::string_view, std::string_view> entry(std::string_view bytes) {
    std::pair<std::string_view, std::string_view> result;
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) result.first = f.bytes();
      if (f.field() == 2) result.second = f.bytes();
    });
    return result;
  }

  void program(std::string_view bytes) {
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() != 2) return;
      const auto [name, body] = entry(f.bytes());
      if (name == "main") function(body);
    });
  }

  void function(std::string_view bytes) {
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) {
        const auto [name, type] = named(f.bytes());
        if (name != model_.input)
          refuse("the function takes \"" + name + "\", the model gives \"" + model_.input + '"');
        model_.input_type = type;
      }
      if (f.field() == 2 && f.bytes() != format::opset) refuse("the operation set is not CoreML6");
      if (f.field() == 3) block(entry(f.bytes()).second);
    });
  }

  void block(std::string_view bytes) {
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 2 && f.bytes() != model_.output)
        refuse("the block gives another output than the model");
      if (f.field() == 3) operation(f.bytes());
    });
  }

  void operation(std::string_view bytes) {
    Operation result;
    std::string_view value;
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) result.type = f.bytes();
      if (f.field() == 2) {
        const auto [parameter, argument] = entry(f.bytes());
        result.operands.emplace(parameter, binding(argument));
      }
      if (f.field() == 3) std::tie(result.output, result.declared) = named(f.bytes());
      if (f.field() == 5) {
        const auto [attribute, content] = entry(f.bytes());
        if (attribute == "val") value = content;
      }
    });
    if (result.type == "const")
      constant(result.output, result.declared, value);
    else
      model_.operations.push_back(std::move(result));
  }

  std::string binding(std::string_view argument) {
    std::string name;
    each(argument, [&](const ProtobufReader& f) {
      if (f.field() != 1) return;
      each(f.bytes(), [&](const ProtobufReader& bound) {
        if (bound.field() == 1)
          name = bound.bytes();
        else
          refuse("an operand is not bound to a name");
      });
    });
    return name;
  }

  std::pair<std::string, TensorType> named(std::string_view bytes) {
    std::pair<std::string, TensorType> result;
    each(bytes, [&](const ProtobufReader& f) {
      if (f.field() == 1) result.first = f.bytes();
      if (f.field() == 2) result.second = tensor_type(f.bytes());
    });
    return result;
  }

  TensorType tensor_type(std::string_view value_type) {
    TensorType result;
    std::uint64_t rank = 0;
    each(value_type, [&](const ProtobufReader& kind) {
      if (kind.field() != 1) return refuse("a type is not that of a tensor");
      each(kind.bytes(), [&](const ProtobufReader& f) {
        if (f.field() == 1) result.type = static_cast<std::uint32_t>(f.number());
        if (f.field() == 2) rank = f.number();
        if (f.field() == 3) result.shape.push_back(dimension(f.bytes()));
      });
    });
    if (rank != result.shape.size()) refuse("a type has another rank than dimensions");
    return result;
  }

  std::uint32_t dimension(std::string_view bytes) {
    std::uint64_t size = 0;
    each(bytes, [&](const ProtobufReader& kind) {
      if (kind.field() != 1) return refuse("a dimension is not constant");
      each(kind.bytes(), [&](const ProtobufReader& f) {
        if (f.field() == 1) size = f.number();
      });
    });
    if (size == 0 || size > max_file_bytes) refuse("a dimension is 0 or absurd");
    return static_cast<std::uint32_t>(size);
  }

  void constant(const std::string& name, const TensorType& declared, std::string_view value) {
    Constant result{declared, {}, {}};
    each(value, [&](const ProtobufReader& f) {
      if (f.field() == 2) {
        const TensorType type = tensor_type(f.bytes());
        if (type.type != declared.type || type.shape != declared.shape)
          refuse(name + ": its value has another type");
      }
      if (f.field() == 3) immediate(f.bytes(), &result);
      if (f.field() == 5) blob(name, f.bytes(), &result);
    });
    if (result.type.type != format::string && result.numbers.size() != elements(declared))
      refuse(name + ": has " + std::to_string(result.numbers.size()) + " elements, not those of its shape");
    model_.constants.emplace(name, std::move(result));
  }

  static std::uint64_t elements(const TensorType& type) {
    std::uint64_t product = 1;
    for (const std::uint32_t size : type.shape)
      if (__builtin_mul_overflow(product, std::uint64_t{size}, &product)) return ~std::uint64_t{0};
    return product;
  }

  void immediate(std::string_view bytes, Constant* result) {
    each(bytes, [&](const ProtobufReader& kind) {
      each(kind.bytes(), [&](const ProtobufReader& tensor) {
        each(tensor.bytes(), [&](const ProtobufReader& values) {
          if (tensor.field() == 4)
            result->text = values.bytes();
          else if (!ProtobufReader::packed(values.bytes(), [&](std::uint64_t number) {
                     result->numbers.push_back(static_cast<float>(static_cast<std::int32_t>(number)));
                   }))
            refuse("a list of numbers is damaged");
        });
      });
    });
  }

  void blob(const std::string& name, std::string_view reference, Constant* result) {
    std::uint64_t place = 0;
    each(reference, [&](const ProtobufReader& f) {
      if (f.field() == 1 && f.bytes() != format::weight_file)
        refuse(name + ": its weights are in another file");
      if (f.field() == 2) place = f.number();
    });
    if (place % WeightFile::alignment != 0 || place > weights_.size() ||
        weights_.size() - place < WeightFile::alignment)
      return refuse(name + ": its weights are outside the file");
    const std::uint64_t bytes = number_at<std::uint64_t>(place + 8),
                        offset = number_at<std::uint64_t>(place + 16);
    if (number_at<std::uint32_t>(place) != WeightFile::sentinel ||
        number_at<std::uint32_t>(place + 4) != WeightFile::float16)
      return refuse(name + ": its weights are not marked as f16");
    if (offset % WeightFile::alignment != 0 || bytes % sizeof(Half) != 0 || offset > weights_.size() ||
        bytes > weights_.size() - offset)
      return refuse(name + ": its weights leave the file");
    result->numbers.resize(bytes / sizeof(Half));
    for (std::size_t i = 0; i < result->numbers.size(); i++)
      result->numbers[i] = from_half(number_at<Half>(offset + i * sizeof(Half)));
  }

  template <class T>
  T number_at(std::uint64_t offset) const {
    T value;
    std::memcpy(&value, weights_.data() + offset, sizeof value);
    return value;
  }

  std::string_view weights_;
  MilModel model_;
  std::string problem_;
};

}  // namespace

Result<MilModel> read_model(std::string_view model, std::string_view weights) {
  return MilReader(weights).read(model);
}

Result<MilModel> read_package(const std::string& folder) {
  const std::string data = folder + "/Data/com.apple.CoreML";
  const auto model = read_file(data + "/model.mlmodel", max_file_bytes);
  if (!model) return model.error();
  const auto weights = read_file(data + "/weights/weight.bin", max_file_bytes);
  if (!weights) return weights.error();
  return read_model(*model, *weights);
}

}  // namespace dualbus::neural

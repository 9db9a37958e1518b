#include "neural/mil.h"

namespace dualbus::neural {
namespace {

using Sizes = std::span<const std::uint32_t>;

/** ValueType { tensorType { dataType, rank, dimensions { constant { size } } } } */
void write_type(ProtobufWriter& w, format::Type type, Sizes shape) {
  w.message(1, [&](ProtobufWriter& tensor) {
    tensor.number(1, type);
    if (!shape.empty()) tensor.number(2, shape.size());
    for (const std::uint32_t size : shape) {
      tensor.message(3, [&](ProtobufWriter& dimension) {
        dimension.message(1, [&](ProtobufWriter& constant) { constant.number(1, size); });
      });
    }
  });
}

/** NamedValueType { name, type } */
void write_named(ProtobufWriter& w, std::uint32_t field, std::string_view name, format::Type type,
                 Sizes shape) {
  w.message(field, [&](ProtobufWriter& named) {
    named.text(1, name);
    named.message(2, [&](ProtobufWriter& t) { write_type(t, type, shape); });
  });
}

/** Value { immediateValue { tensor { <field> { ... } } } } */
template <class Write>
void write_immediate(ProtobufWriter& w, std::uint32_t field, Write write_values) {
  w.message(3, [&](ProtobufWriter& immediate) {
    immediate.message(1, [&](ProtobufWriter& tensor) { tensor.message(field, write_values); });
  });
}

void write_text(ProtobufWriter& w, std::string_view text) {
  write_immediate(w, 4, [&](ProtobufWriter& strings) { strings.text(1, text); });
}

/** The attribute `name`, a string constant that every operation carries. */
void write_name(ProtobufWriter& operation, std::string_view name) {
  operation.entry(5, "name", [&](ProtobufWriter& value) {
    value.message(2, [&](ProtobufWriter& type) { write_type(type, format::string, {}); });
    write_text(value, name);
  });
}

/** FeatureDescription { name, type { multiArrayType { shape, dataType } } } */
void write_feature(ProtobufWriter& w, std::uint32_t field, const Value& value) {
  w.message(field, [&](ProtobufWriter& feature) {
    feature.text(1, value.name);
    feature.message(3, [&](ProtobufWriter& type) {
      type.message(5, [&](ProtobufWriter& array) {
        array.packed(1, value.shape);
        array.number(2, format::feature_float16);
      });
    });
  });
}

}  // namespace

std::string MilProgram::next_name(std::string_view type) {
  return std::string(type) + "_" + std::to_string(named_++);
}

template <class Write>
MilProgram::Operand MilProgram::constant(std::string_view of, std::string_view role, format::Type type,
                                         Sizes shape, Write write_value) {
  const std::string name = std::string(of) + "_" + std::string(role);
  operations_.message(3, [&](ProtobufWriter& operation) {
    operation.text(1, "const");
    write_named(operation, 3, name, type, shape);
    write_name(operation, name);
    operation.entry(5, "val", [&](ProtobufWriter& value) {
      value.message(2, [&](ProtobufWriter& t) { write_type(t, type, shape); });
      write_value(value);
    });
  });
  return {role, name};
}

MilProgram::Operand MilProgram::weight(std::string_view of, std::string_view role, Sizes shape,
                                       std::span<const Half> values) {
  const std::uint64_t place = weights_.add(values);
  return constant(of, role, format::float16, shape, [&](ProtobufWriter& value) {
    value.message(5, [&](ProtobufWriter& file) {
      file.text(1, format::weight_file);
      file.number(2, place);
    });
  });
}

MilProgram::Operand MilProgram::integers(std::string_view of, std::string_view role, Sizes shape,
                                         Sizes values) {
  return constant(of, role, format::int32, shape, [&](ProtobufWriter& value) {
    write_immediate(value, 2, [&](ProtobufWriter& ints) { ints.packed(1, values); });
  });
}

MilProgram::Operand MilProgram::text(std::string_view of, std::string_view role, std::string_view value) {
  return constant(of, role, format::string, {}, [&](ProtobufWriter& w) { write_text(w, value); });
}

MilProgram::Operand MilProgram::truth(std::string_view of, std::string_view role, bool value) {
  return constant(of, role, format::boolean, {}, [&](ProtobufWriter& w) {
    write_immediate(w, 3, [&](ProtobufWriter& bools) { bools.packed(1, std::array{value}); });
  });
}

Value MilProgram::operation(std::string_view type, std::string name, std::span<const Operand> operands,
                            const Shape& shape) {
  operations_.message(3, [&](ProtobufWriter& operation) {
    operation.text(1, type);
    for (const auto& [parameter, operand] : operands) {
      operation.entry(2, parameter, [&](ProtobufWriter& argument) {
        argument.message(1, [&](ProtobufWriter& binding) { binding.text(1, operand); });
      });
    }
    write_named(operation, 3, name, format::float16, shape);
    write_name(operation, name);
  });
  return {std::move(name), shape};
}

Value MilProgram::linear(const Value& x, std::span<const Half> weights, std::span<const Half> bias) {
  const std::string name = next_name("linear");
  const auto inputs = x.shape[1], outputs = static_cast<std::uint32_t>(bias.size());
  const std::array operands = {
      Operand{"x", x.name},
      weight(name, "weight", std::array{outputs, inputs, 1u, 1u}, weights),
      weight(name, "bias", std::array{outputs}, bias),
      integers(name, "strides", std::array{2u}, std::array{1u, 1u}),
      text(name, "pad_type", "valid"),
      integers(name, "pad", std::array{4u}, std::array{0u, 0u, 0u, 0u}),
      integers(name, "dilations", std::array{2u}, std::array{1u, 1u}),
      integers(name, "groups", {}, std::array{1u}),
  };
  return operation("conv", name, operands, {1, outputs, 1, x.shape[3]});
}

Value MilProgram::elementwise(std::string_view type, const Value& x) {
  return operation(type, next_name(type), std::array{Operand{"x", x.name}}, x.shape);
}

Value MilProgram::gelu(std::string_view mode, const Value& x) {
  const std::string name = next_name("gelu");
  return operation("gelu", name, std::array{Operand{"x", x.name}, text(name, "mode", mode)}, x.shape);
}

Value MilProgram::softmax(const Value& x) {
  const std::string name = next_name("softmax");
  const std::array operands = {Operand{"x", x.name}, integers(name, "axis", {}, std::array{1u})};
  return operation("softmax", name, operands, x.shape);
}

Value MilProgram::gram(const Value& x) {
  const std::string name = next_name("gram");
  const std::array operands = {Operand{"x", x.name}, Operand{"y", x.name}, truth(name, "transpose_x", true),
                               truth(name, "transpose_y", false)};
  return operation("matmul", name, operands, {1, 1, x.shape[3], x.shape[3]});
}

std::string MilProgram::model(const Value& output) const {
  ProtobufWriter model;
  model.number(1, format::specification_version);
  model.message(2, [&](ProtobufWriter& description) {
    write_feature(description, 1, input_);
    write_feature(description, 10, output);
  });
  model.message(502, [&](ProtobufWriter& program) {
    program.number(1, 1);
    program.entry(2, "main", [&](ProtobufWriter& function) {
      write_named(function, 1, input_.name, format::float16, input_.shape);
      function.text(2, format::opset);
      function.entry(3, format::opset, [&](ProtobufWriter& block) {
        block.text(2, output.name);
        block.append(operations_);
      });
    });
  });
  return model.bytes();
}

}  // namespace dualbus::neural

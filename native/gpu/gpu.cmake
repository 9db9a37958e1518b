# Sources of this room, and the steps that turn shaders into C++. Included by native/CMakeLists.txt.
find_program(DUALBUS_NODE NAMES node nodejs REQUIRED)
set(DUALBUS_SHADER_TOOLS ${CMAKE_CURRENT_LIST_DIR}/tools)
get_filename_component(DUALBUS_NATIVE ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
file(GLOB DUALBUS_SHADER_TOOL_FILES CONFIGURE_DEPENDS ${DUALBUS_SHADER_TOOLS}/*.mjs)
file(GLOB DUALBUS_SHADER_HEADERS CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/shaders/*.h)

set(DUALBUS_SHADERS
  gpu/shaders/covariance.metal
  gpu/shaders/cs_rank.metal
  gpu/shaders/cs_zscore.metal
  gpu/shaders/decay_linear.metal
  gpu/shaders/group_demean.metal
  gpu/shaders/neutralize.metal
  gpu/shaders/prefix_scan.metal
  gpu/shaders/rolling_corr.metal
  gpu/shaders/rolling_extreme.metal
  gpu/shaders/rolling_mean.metal
  gpu/shaders/rolling_std.metal
  gpu/shaders/ts_rank.metal
  gpu/shaders/vpin_sweep.metal
  gpu/shaders/winsorize.metal
)

# What stands above the device: the same on every platform.
set(DUALBUS_GPU_SOURCES
  gpu/buffer_pool.cc
  gpu/encoder.cc
  gpu/kernels/covariance.cc
  gpu/kernels/cs_rank.cc
  gpu/kernels/cs_zscore.cc
  gpu/kernels/ewm_weights.cc
  gpu/kernels/group_demean.cc
  gpu/kernels/groups.cc
  gpu/kernels/neutralize.cc
  gpu/kernels/prefix_scan.cc
  gpu/kernels/rolling.cc
  gpu/kernels/solve.cc
  gpu/kernels/vpin_sweep.cc
  gpu/kernels/winsorize.cc
  gpu/operations.cc
  gpu/pipelines.cc
  gpu/session.cc
  gpu/transfer.cc
)
list(TRANSFORM DUALBUS_GPU_SOURCES PREPEND ${DUALBUS_NATIVE}/)

# The device: one of the three.
set(DUALBUS_METAL_SOURCES gpu/metal_device.mm)
set(DUALBUS_NO_METAL_SOURCES gpu/no_metal.cc)
set(DUALBUS_EMULATED_GPU_SOURCES
  gpu/emulated_device.cc
  gpu/emulator/arena.cc
  gpu/emulator/fiber.cc
  gpu/emulator/scheduler.cc
)
foreach(list DUALBUS_METAL_SOURCES DUALBUS_NO_METAL_SOURCES DUALBUS_EMULATED_GPU_SOURCES)
  list(TRANSFORM ${list} PREPEND ${DUALBUS_NATIVE}/)
endforeach()

# The C++ file that holds every shader's text.
function(dualbus_embed_shaders result)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/shader_texts.cc)
  list(TRANSFORM DUALBUS_SHADERS PREPEND ${DUALBUS_NATIVE}/ OUTPUT_VARIABLE files)
  add_custom_command(OUTPUT ${out}
    COMMAND ${DUALBUS_NODE} ${DUALBUS_SHADER_TOOLS}/build.mjs embed ${DUALBUS_NATIVE} ${out} ${DUALBUS_SHADERS}
    DEPENDS ${files} ${DUALBUS_SHADER_HEADERS} ${DUALBUS_SHADER_TOOL_FILES}
    VERBATIM)
  set(${result} ${out} PARENT_SCOPE)
endfunction()

# C++ files that hold the shaders for the emulator; they need clang (vector types with swizzles).
function(dualbus_emulate_shaders result root)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "the emulated GPU is compiled with clang: set CXX=clang++")
  endif()
  set(outs)
  foreach(shader ${ARGN})
    get_filename_component(name ${shader} NAME_WE)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/emulated_${name}.cc)
    add_custom_command(OUTPUT ${out}
      COMMAND ${DUALBUS_NODE} ${DUALBUS_SHADER_TOOLS}/build.mjs emulate ${root} ${out} ${shader}
      DEPENDS ${root}/${shader} ${DUALBUS_SHADER_HEADERS} ${DUALBUS_SHADER_TOOL_FILES}
      VERBATIM)
    list(APPEND outs ${out})
  endforeach()
  # Metal's dialect is C++14; a float that becomes a double has lost its f.
  set_source_files_properties(${outs} PROPERTIES COMPILE_FLAGS
    "-std=c++14 -D__METAL_VERSION__=310 -isystem ${DUALBUS_NATIVE}/gpu/emulator/shim -Wno-unknown-attributes -Wno-unused-function -Wno-unused-const-variable -Wdouble-promotion")
  set(${result} ${outs} PARENT_SCOPE)
endfunction()

# The list of emulated shaders that emulated_device.cc asks for.
function(dualbus_list_emulated_units result)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/emulated_units.cc)
  set(declarations)
  set(names)
  foreach(shader ${DUALBUS_SHADERS})
    get_filename_component(name ${shader} NAME_WE)
    string(APPEND declarations "extern const dualbus::gpu::emulator::Unit emulated_${name};\n")
    string(APPEND names "&emulated_${name},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${out} CONTENT
    "#include \"gpu/emulated.h\"
${declarations}
namespace dualbus::gpu {
std::span<const emulator::Unit* const> emulated_units() {
  static const emulator::Unit* const all[] = {${names}};
  return all;
}
}
")
  set(${result} ${out} PARENT_SCOPE)
endfunction()

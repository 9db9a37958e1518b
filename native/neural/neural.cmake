# Sources of this room. Included by native/CMakeLists.txt and by the test program.
get_filename_component(DUALBUS_NATIVE ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

# What stands above the model: the same on every platform.
set(DUALBUS_NEURAL_SOURCES
  kernels/dense.cc
  neural/files.cc
  neural/mil.cc
  neural/model_cache.cc
  neural/package.cc
  neural/programs.cc
  neural/session.cc
  neural/sha256.cc
  neural/weight_file.cc
)
list(TRANSFORM DUALBUS_NEURAL_SOURCES PREPEND ${DUALBUS_NATIVE}/)

# The model itself: one of the three.
set(DUALBUS_COREML_SOURCES neural/coreml_model.mm neural/coreml_plan.mm)
set(DUALBUS_NO_COREML_SOURCES neural/no_coreml.cc)
set(DUALBUS_EMULATED_MODEL_SOURCES
  neural/emulated_model.cc
  neural/emulator/interpreter.cc
  neural/emulator/mil_reader.cc
  neural/emulator/operations.cc
)
foreach(list DUALBUS_COREML_SOURCES DUALBUS_NO_COREML_SOURCES DUALBUS_EMULATED_MODEL_SOURCES)
  list(TRANSFORM ${list} PREPEND ${DUALBUS_NATIVE}/)
endforeach()

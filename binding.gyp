# One list of sources: native/CMakeLists.txt. This target only runs the script behind `npm run build:native`, so that
# npm's implicit `node-gyp rebuild` in a clone produces the same file. It is not part of the published package.
{
  'targets': [{
    'target_name': 'dualbus',
    'type': 'none',
    'actions': [{
      'action_name': 'build-native',
      'inputs': ['native/CMakeLists.txt'],
      'outputs': ['<(PRODUCT_DIR)/dualbus.node'],
      'action': ['node', 'scripts/build-native.mjs'],
    }],
  }],
}

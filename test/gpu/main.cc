// Runs the tests whose names start with the first argument (all without one).
#include "support/check.h"

int main(int count, char** arguments) { return dualbus::testing::run_tests(count > 1 ? arguments[1] : ""); }

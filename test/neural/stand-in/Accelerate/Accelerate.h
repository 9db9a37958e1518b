// Stands in for Apple's Accelerate in the tests: the one function that accelerate_linear.cc calls, by its
// definition.
#pragma once

enum CBLAS_ORDER { CblasRowMajor = 101 };
enum CBLAS_TRANSPOSE { CblasNoTrans = 111 };

/** C = alpha A B + beta C for row-major A (m, k), B (k, n), C (m, n). */
inline void cblas_sgemm(CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, int m, int n, int k, float alpha,
                        const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc) {
  for (int row = 0; row < m; row++) {
    for (int column = 0; column < n; column++) {
      double sum = 0;
      for (int i = 0; i < k; i++) sum += double{a[row * lda + i]} * b[i * ldb + column];
      c[row * ldc + column] = static_cast<float>(alpha * sum + beta * c[row * ldc + column]);
    }
  }
}

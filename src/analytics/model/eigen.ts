export interface Eigen {
  /** Falling. */
  readonly values: Float64Array;
  /** (n, n): row i belongs to value i; orthonormal, the entry of the largest magnitude positive. */
  readonly vectors: Float64Array;
}

const mostSweeps = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, (n, n) row-major, by cyclic Jacobi rotations (Golub and Van Loan,
 * Matrix Computations, 8.5): each pair of rows and columns is rotated until what is off the diagonal is lost in rounding.
 */
export function eigenOfSymmetric(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = identity(n);
  const threshold = (Number.EPSILON * norm(a)) / Math.max(1, n);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotations = 0;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++)
        if (Math.abs(a[p * n + q]!) > threshold) {
          rotate(a, v, n, p, q);
          rotations++;
        }
    if (rotations === 0) break;
  }
  return sorted(a, v, n);
}

/** Makes a[p][q] zero, in both triangles, and turns rows p and q of the vectors with it. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  turn(a, p, q, n, n, c, s); // columns
  turn(a, p * n, q * n, 1, n, c, s); // rows
  turn(v, p * n, q * n, 1, n, c, s);
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}

/** Turns two lines of n values, one from `first` and one from `second` on, `step` apart. */
function turn(m: Float64Array, first: number, second: number, step: number, n: number, c: number, s: number) {
  for (let i = 0; i < n; i++, first += step, second += step) {
    const [x, y] = [m[first]!, m[second]!];
    m[first] = c * x - s * y;
    m[second] = s * x + c * y;
  }
}

function identity(n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) result[i * n + i] = 1;
  return result;
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function sorted(a: Float64Array, v: Float64Array, n: number): Eigen {
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!);
  const vectors = new Float64Array(n * n);
  for (const [place, i] of order.entries()) vectors.set(upright(v.subarray(i * n, (i + 1) * n)), place * n);
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors };
}

/** The vector or its opposite, so that its entry of the largest magnitude is positive. */
function upright(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

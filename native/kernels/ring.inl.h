// Pieces of kernels that keep whole rows between steps.

/** Rows seen so far, as the first double of a state holds them: whatever bits a caller has put there, the
 * result is a count, so that places made from it stay inside the state. */
inline std::uint64_t counted_rows(const double* state) {
  const double n = *state;
  return n >= 0 && n < 9007199254740992.0 ? static_cast<std::uint64_t>(n) : 0;
}

/** Whether all panels lie without gaps between their rows. */
inline bool is_dense(const KernelCall& call, int inputs) {
  bool dense = call.out[0].stride == call.cols;
  for (int i = 0; i < inputs; i++) dense &= call.in[i].stride == call.cols;
  return dense;
}

/** The ring of the last `length` rows behind the count of rows: row number n lies in place n mod length. */
struct RowRing {
  double* rows;
  std::size_t length, cols;
  std::uint64_t seen;

  RowRing(const KernelCall& call, std::size_t length)
      : rows(call.state + 1), length(length), cols(call.cols), seen(counted_rows(call.state)) {}

  /** The place of the row with index r of this step. */
  double* at(std::size_t r) const { return rows + (seen + r) % length * cols; }

  /** Keeps the last rows of this step's input and counts all of them. */
  void take(const KernelCall& call) const {
    const std::size_t first = call.rows > length ? call.rows - length : 0;
    for (std::size_t r = first; r < call.rows && length > 0; r++)
      __builtin_memcpy(at(r), call.in[0].row(r), cols * sizeof(double));
    *call.state = static_cast<double>(seen + call.rows);
  }
};

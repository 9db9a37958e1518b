// Dense networks, a block of rows at a time, in the precision T over vectors V of it. A linear layer adds the
// products in the order of its inputs, each lane an output of its own: the bits of
// src/compute/reference/dense.ts. Activations are computed in f64 and rounded once.

/** `rows` rows of y over one panel of columns. */
template <class V, std::size_t rows, class T>
void linear_tile(const LinearCall<T>& call, const T* x, const T* panel, T* y) {
  constexpr std::size_t vectors = dense_panel<T> / V::lanes;
  V sum[rows][vectors];
  for (std::size_t v = 0; v < vectors; v++)
    for (std::size_t r = 0; r < rows; r++) sum[r][v] = load(panel + v * V::lanes);
  for (std::size_t k = 0; k < call.inputs; k++) {
    panel += dense_panel<T>;
    V weight[vectors];
    for (std::size_t v = 0; v < vectors; v++) weight[v] = load(panel + v * V::lanes);
    for (std::size_t r = 0; r < rows; r++) {
      const V input = spread(x[r * call.x_stride + k]);
      for (std::size_t v = 0; v < vectors; v++) sum[r][v] = sum[r][v] + weight[v] * input;
    }
  }
  for (std::size_t r = 0; r < rows; r++)
    for (std::size_t v = 0; v < vectors; v++) store(y + r * call.y_stride + v * V::lanes, sum[r][v]);
}

template <class V, class T>
void linear_layer(const LinearCall<T>& call) {
  constexpr std::size_t tile = 4;
  for (std::size_t column = 0; column < padded_width<T>(call.outputs); column += dense_panel<T>) {
    const T* panel = call.panels + column * (call.inputs + 1);
    std::size_t r = 0;
    for (; r + tile <= call.rows; r += tile)
      linear_tile<V, tile>(call, call.x + r * call.x_stride, panel, call.y + r * call.y_stride + column);
    for (; r < call.rows; r++)
      linear_tile<V, 1>(call, call.x + r * call.x_stride, panel, call.y + r * call.y_stride + column);
  }
}

inline F64 relu_of(F64 x) { return select(x < broadcast(0.0), broadcast(0.0), x) + broadcast(0.0); }

/** (1 - exp(-2|x|)) / (1 + exp(-2|x|)), which loses digits near 0: there x - x^3/3 serves, exact to 1e-17. */
inline F64 tanh_of(F64 x) {
  const F64 e = exp_nonpositive(absolute(x) * broadcast(-2.0));
  const F64 magnitude = (broadcast(1.0) - e) / (broadcast(1.0) + e);
  const F64 far = select(x < broadcast(0.0), broadcast(0.0) - magnitude, magnitude);
  const F64 near = x - x * x * x * broadcast(1.0 / 3.0);
  return select(absolute(x) < broadcast(1e-4), near, far);
}

inline F64 sigmoid_of(F64 x) {
  const F64 e = exp_nonpositive(broadcast(0.0) - absolute(x));
  const F64 upper = broadcast(1.0) / (broadcast(1.0) + e);
  return select(x < broadcast(0.0), e * upper, upper);
}

inline F64 gelu_erf_of(F64 x) { return x * normal_cdf_of(x); }

inline F64 gelu_tanh_of(F64 x) {
  const F64 inner =
      broadcast(0.7978845608028654) * (x + broadcast(0.044715) * x * x * x);  // sqrt(2/pi) (...)
  return broadcast(0.5) * x * (broadcast(1.0) + tanh_of(inner));
}

/** In place; `count` is a multiple of the panel. */
template <class T, class Function>
void map_block(T* y, std::size_t count, Function f) {
  for (std::size_t i = 0; i < count; i += F64::lanes) store_wide(y + i, f(load_wide(y + i)));
}

/** In place over the first `width` elements of a row, summed in their order; what follows them may change. */
template <class T>
void softmax_row(T* row, std::size_t width) {
  T largest = row[0];
  for (std::size_t i = 1; i < width; i++) largest = largest < row[i] || row[i] != row[i] ? row[i] : largest;
  const F64 shift = broadcast(static_cast<double>(largest));
  double total = 0;
  for (std::size_t i = 0; i < width; i += F64::lanes) {
    double e[F64::lanes];
    store(e, exp_nonpositive(load_wide(row + i) - shift));
    for (std::size_t lane = 0; lane < F64::lanes && i + lane < width; lane++) total += e[lane];
  }
  for (std::size_t i = 0; i < width; i += F64::lanes)
    store_wide(row + i, exp_nonpositive(load_wide(row + i) - shift) / broadcast(total));
}

template <class T>
void activate_block(DenseLayerType type, T* y, std::size_t rows, std::size_t width) {
  const std::size_t stride = padded_width<T>(width), count = rows * stride;
  switch (type) {
    case DenseLayerType::relu:
      return map_block(y, count, relu_of);
    case DenseLayerType::tanh:
      return map_block(y, count, tanh_of);
    case DenseLayerType::sigmoid:
      return map_block(y, count, sigmoid_of);
    case DenseLayerType::gelu_erf:
      return map_block(y, count, gelu_erf_of);
    case DenseLayerType::gelu_tanh:
      return map_block(y, count, gelu_tanh_of);
    case DenseLayerType::softmax:
      for (std::size_t r = 0; r < rows; r++) softmax_row(y + r * stride, width);
      return;
    case DenseLayerType::linear:
    case DenseLayerType::count:
      return;
  }
}

/** All layers on at most call.block rows, from x into out. */
template <class V, class T>
void dense_rows(const DenseCall<T>& call, const T* x, T* out, std::size_t rows) {
  T* next = call.scratch;
  T* spare = call.scratch + dense_scratch<T>(call.layers, call.block) / 2;
  const T* panels = call.panels;
  T* y = nullptr;
  for (const DenseLayer& layer : call.layers) {
    if (layer.type != DenseLayerType::linear) {
      activate_block(layer.type, y, rows, layer.outputs);
      continue;
    }
    const LinearCall<T> linear = {rows,
                                  layer.inputs,
                                  layer.outputs,
                                  y == nullptr ? x : y,
                                  y == nullptr ? layer.inputs : padded_width<T>(layer.inputs),
                                  panels,
                                  next,
                                  padded_width<T>(layer.outputs)};
    if (call.linear != nullptr)
      call.linear(linear);
    else
      linear_layer<V>(linear);
    panels += (std::size_t{layer.inputs} + 1) * padded_width<T>(layer.outputs);
    y = next;
    next = spare;
    spare = y;
  }
  const std::size_t outputs = call.layers.back().outputs;
  for (std::size_t r = 0; r < rows; r++)
    for (std::size_t c = 0; c < outputs; c++) out[r * outputs + c] = y[r * padded_width<T>(outputs) + c];
}

template <class V, class T>
void dense(const DenseCall<T>& call) {
  const std::size_t inputs = call.layers.front().inputs, outputs = call.layers.back().outputs;
  for (std::size_t first = 0; first < call.rows; first += call.block) {
    const std::size_t rows = call.rows - first < call.block ? call.rows - first : call.block;
    dense_rows<V>(call, call.x + first * inputs, call.out + first * outputs, rows);
  }
}

inline constexpr DenseTable dense_table = {dense<F64, double>, dense<F32, float>};

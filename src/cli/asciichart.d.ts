declare module 'asciichart' {
  interface PlotOptions {
    readonly height?: number;
    readonly min?: number;
    readonly max?: number;
    readonly format?: (value: number, index: number) => string;
  }
  const asciichart: { plot(series: readonly number[], options?: PlotOptions): string };
  export default asciichart;
}

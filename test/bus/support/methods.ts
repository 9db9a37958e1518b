// The methods that the tests ask for: as a program would declare its own.
declare module '../../../src/bus/methods.js' {
  interface RequestMap {
    'riskMetric.get': { request: { portfolio: number }; reply: { value: bigint; list: (number | null)[] } };
    echo: { request: unknown; reply: unknown };
    fails: { request: null; reply: never };
    hangs: { request: unknown; reply: number };
    nothing: { request: unknown; reply: unknown };
    order: { request: unknown; reply: number };
    who: { request: unknown; reply: string };
  }
}

export {};

import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DualBus, PublishReceipt } from '../../src/bus/index.js';
import type { TradeInput } from '../../src/codec/index.js';

/** Never called: it has to compile. */
function published(bus: DualBus, message: TradeInput): void {
  expectTypeOf(bus.publish('trade', message)).resolves.toEqualTypeOf<PublishReceipt>();
  // @ts-expect-error there is no message of this name
  void bus.publish('trades', message);
  // @ts-expect-error a field has another type
  void bus.publish('trade', { ...message, price: '101.25' });
  // @ts-expect-error a field is missing
  void bus.publish('trade', { time: 1n, price: 1, size: 1 });
  // @ts-expect-error the message of another type
  void bus.publish('strategySignal', message);
  const trades = bus.publisher('trade');
  expectTypeOf(trades.send).parameter(0).toEqualTypeOf<TradeInput>();
  // @ts-expect-error columns without prices
  trades.sendColumns({ length: 1, timeOffset: new Float64Array(1), instrument: new Uint32Array(1) });
  // @ts-expect-error a query has no columns
  bus.publisher('query').sendColumns({ length: 1 });
}

describe('types', () => {
  it('are checked by the compiler', () => {
    expect(published).toBeTypeOf('function');
  });
});

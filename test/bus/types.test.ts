import './support/methods.js';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DualBus, ModuleMessages, OwnMessages, PublishReceipt } from '../../src/bus/index.js';
import type { Trade, TradeColumns, TradeInput } from '../../src/codec/index.js';
import type { MessageCodec } from '../../src/sbe/index.js';

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

async function subscribed(bus: DualBus): Promise<void> {
  const trades = bus.subscribe(['trade'], { group: 'g' });
  const batch = await trades.next();
  expectTypeOf(batch!.columns).toEqualTypeOf<TradeColumns>();
  expectTypeOf(batch!.toArray()).toEqualTypeOf<readonly Trade[]>();
  for await (const either of bus.subscribe(['trade', 'query'])) {
    if (either.name === 'query') expectTypeOf(either.columns).toEqualTypeOf<undefined>();
    else expectTypeOf(either.columns.price).toEqualTypeOf<Float64Array>();
  }
  // @ts-expect-error there is no message of this name
  bus.subscribe(['trades']);
  // @ts-expect-error a group has no place to begin from but its start
  bus.subscribe(['trade'], { group: 'g', from: '0-0' });
  // @ts-expect-error quotes do not come from a subscription of trades
  void bus.consume(['trade'], { group: 'g' }, ({ columns }) => columns.askSize);
}

async function asked(bus: DualBus): Promise<void> {
  expectTypeOf(await bus.request('risk', 'who', {})).toEqualTypeOf<string>();
  // @ts-expect-error there is no method of this name
  void bus.request('risk', 'whom', {});
  // @ts-expect-error a field has another type
  void bus.request('risk', 'riskMetric.get', { portfolio: 'main' });
  // @ts-expect-error the answer has another type
  bus.handle('who', () => 5);
  bus.handle('riskMetric.get', ({ portfolio }) => ({ value: BigInt(portfolio), list: [] }));
}

async function ownSchema(bus: Promise<DualBus<OwnMessages & ModuleMessages<typeof module>>>): Promise<void> {
  const { publish } = await bus;
  expectTypeOf(publish).parameter(0).extract<'ping'>().toEqualTypeOf<'ping'>();
}
declare const module: { SCHEMA: { id: 1; version: 0 }; messages: { ping: MessageCodec<{ n: number }> } };

describe('types', () => {
  it('are checked by the compiler', () => {
    for (const check of [published, subscribed, asked, ownSchema]) expect(check).toBeTypeOf('function');
  });
});

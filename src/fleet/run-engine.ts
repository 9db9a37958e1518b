import { DualBus } from '../bus/index.js';
import type { Engine, EngineContext, EngineName, FleetBuses, FleetSettings } from './engine.js';
import { marketdata } from './engines/marketdata.js';
import { strategy } from './engines/strategy.js';
import { vpin } from './engines/vpin.js';

/** Engines that read what others publish: they start before those. */
export const readers: readonly Engine[] = [vpin, strategy];
export const source: Engine = marketdata;

export function engineOf(name: EngineName): Engine {
  return [...readers, source].find((engine) => engine.name === name)!;
}

/** A replay waits for room rather than losing rows to a deadline. */
const publishMs = 10_000;
/** So long the name of a killed engine stays taken. */
const leaseMs = 1_000;

/** Opens both buses under the name of an engine of the fleet. */
export function connectFleet(
  engine: string,
  settings: Pick<FleetSettings, 'namespace'>,
  buses: FleetBuses,
): Promise<DualBus> {
  return DualBus.connect({
    engine,
    instance: `${engine}-1`,
    instanceLeaseMs: leaseMs,
    namespace: settings.namespace,
    marketData: { ...buses.marketData, deadlineMs: publishMs },
    engineLogic: { ...buses.engineLogic, deadlineMs: publishMs },
    messages: [],
  });
}

/** Runs an engine until its signal fires, with buses of its own. */
export async function runEngine(
  engine: Engine,
  buses: FleetBuses,
  context: Omit<EngineContext, 'bus'>,
): Promise<void> {
  const bus = await connectFleet(engine.name, context.settings, buses);
  try {
    await engine.run({ ...context, bus });
  } finally {
    await bus.close();
  }
}

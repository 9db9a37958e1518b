import type { Engine, FleetBuses, FleetSettings } from '../engine.js';
import type { EngineStats } from '../tally.js';

/** What a running engine says of itself. */
export interface EngineReport {
  readonly stats: EngineStats;
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** What the fleet hears of its engines. */
export interface LayoutEvents {
  /** An engine started, at first or again; without a process of its own pid is that of the fleet. */
  started(name: string, pid: number, restarts: number): void;
  /** An engine's process ended although nobody asked it to. */
  died(name: string, how: string): void;
}

/** An engine that is kept running. */
export interface EngineHandle {
  readonly name: string;
  readonly pid: number;
  readonly restarts: number;
  /** As it was said last. */
  readonly report: EngineReport | undefined;
  /** Resolves when it reads what it reads; rejects when it cannot start. */
  readonly ready: Promise<void>;
  /** Resolves when all market data was sent. */
  readonly done: Promise<void>;
  /** Rejects when it cannot be kept running. */
  readonly failed: Promise<never>;
  /** Sends no more market data. */
  finish(): void;
  /** Asks for the latest report. */
  refresh(): Promise<EngineReport | undefined>;
  /** Ends it in good order. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly engine: Engine;
  readonly settings: FleetSettings;
  readonly buses: FleetBuses;
  readonly events: LayoutEvents;
}

// What the fleet and the process of an engine say to each other.

import type { EngineName, FleetBuses, FleetSettings } from '../engine.js';
import type { EngineReport } from './layout.js';

export type ToEngine =
  | {
      readonly type: 'start';
      readonly engine: EngineName;
      readonly settings: FleetSettings;
      readonly buses: FleetBuses;
    }
  | { readonly type: 'finish' }
  | { readonly type: 'report' }
  | { readonly type: 'stop' };

export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'done' }
  | { readonly type: 'report'; readonly report: EngineReport }
  | { readonly type: 'failed'; readonly message: string };

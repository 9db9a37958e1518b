export { EngineFailed } from './errors.js';
export { type FleetEvents, type FleetOptions, runFleet } from './fleet.js';
export type { MarketFeed } from './market-feed.js';
export type { VpinSeries } from './observer.js';
export { ServerNotStarted } from './redis-server.js';
export type { FleetReport, Flow } from './report.js';
export type { EngineStats } from './tally.js';

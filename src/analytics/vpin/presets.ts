import type { VpinOptions, VpinPreset } from './options.js';

export const presets: Readonly<Record<VpinPreset, VpinOptions>> = {
  aggressor: { classifier: 'aggressor', bucketsPerDay: 50 },
  elo2012: {
    classifier: 'bulk-normal',
    bucketsPerDay: 50,
    barSeconds: 60,
    priceChange: 'close-to-close',
    countEmptyBars: false,
    sigma: 'expanding',
  },
  pinstimation: {
    classifier: 'bulk-normal',
    bucketsPerDay: 50,
    barSeconds: 60,
    priceChange: 'in-bar',
    countEmptyBars: true,
    sigma: 'sample',
  },
  ratio: {
    classifier: 'bulk-normal',
    bucketPerBar: true,
    barTrades: 1,
    priceChange: 'close-to-close',
    sigma: { rolling: 20 },
    window: 20,
  },
};

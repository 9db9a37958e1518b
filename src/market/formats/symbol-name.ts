const dates = /^(\d{8}|\d{4}|\d{2})$/;
const kinds = new Set([
  'trade',
  'trades',
  'aggtrades',
  'tick',
  'ticks',
  'quote',
  'quotes',
  'booktop',
  'bookticker',
  'bars',
]);

/**
 * The symbol that a file name suggests: without folder and extensions, dates and words for the kind of data, so that
 * several days of one instrument get one symbol: `spot_btcusdt_20240808_trades.csv.gz` is `spot_btcusdt`.
 */
export function symbolFromName(name: string): string {
  const stem = name.replace(/^.*[/\\]/, '').replace(/(\.(csv|txt|tsv|gz|zip))+$/i, '');
  const words = stem.split(/[-_.\s]+/).filter((word) => !dates.test(word) && !kinds.has(word.toLowerCase()));
  const symbol = words.join('_');
  return (symbol === '' ? stem : symbol).slice(0, 64) || 'unnamed';
}

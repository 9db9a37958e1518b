// VPIN of a synthetic market beside what only a simulation knows: which days had informed traders.
import { estimatePin, Vpin } from 'dualbus/analytics';
import { probabilityOfInformedTrading, SyntheticMarket } from 'dualbus/market';

const days = 60;
const bucketsPerDay = 25;
const market = new SyntheticMarket({ seed: 2012, days, instruments: 1, theta: 0 });
const [model] = market.models.values();

const trades = [...market].filter((columns) => columns.kind === 'trade');
const { buckets } = await Vpin.compute(trades, { bucketsPerDay, window: bucketsPerDay });

// |imbalance| / size of the buckets that closed on each trading day.
const dayNs = 86_400_000_000_000n;
const firstDay = trades[0].timeBase / dayNs;
const ofDay = market.truth.map(() => ({ sum: 0, count: 0 }));
for (const { end, imbalance, volume } of buckets) {
  const day = ofDay[Number(end / dayNs - firstDay)];
  day.sum += Math.abs(imbalance) / volume;
  day.count++;
}

console.log(`A synthetic market (Easley-O'Hara, ${days} days, seed 2012), and what VPIN sees of it\n`);
console.log('day  truth         buys   sells  |imbalance| / volume of its buckets');
market.truth.slice(0, 16).forEach(({ day, type, buys, sells }, i) => {
  const { sum, count } = ofDay[i];
  const share = count > 0 ? sum / count : Number.NaN;
  const bar = Number.isNaN(share) ? '' : '█'.repeat(Math.round(share * 60));
  const name = { none: 'no news', bad: 'bad news', good: 'good news', busy: 'busy' }[type];
  console.log(
    `${String(day).padStart(3)}  ${name.padEnd(10)} ${String(buys).padStart(7)} ${String(sells).padStart(7)}  ${share.toFixed(3)} ${bar}`,
  );
});

const estimate = estimatePin(
  market.truth.map(({ buys }) => buys),
  market.truth.map(({ sells }) => sells),
);
const truth = probabilityOfInformedTrading(model);
console.log(
  `\nPIN by maximum likelihood over ${days} days: ${estimate.pin.toFixed(4)} (truth ${truth.toFixed(4)})`,
);

// Thirteen engines as processes on both buses: each publishes on one bus and reads the other's messages in a group of its
// own with a checkpoint, for SECONDS (60) at RATE (2,000) messages per second in all. Prints one line of counts; fails
// when a message was lost, came twice, or the memory of a process kept growing. Needs redis-server on the PATH and a build.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DualBus } from '../dist/bus/index.js';
import { LocalRedisServer } from '../dist/fleet/redis-server.js';

const engines = 13;
const program = fileURLToPath(import.meta.url);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

if (process.send) await engine();
else await main(Number(process.argv[2] ?? 60), Number(process.argv[3] ?? 2_000));

async function main(seconds, rate) {
  const servers = [await LocalRedisServer.start(), await LocalRedisServer.start()];
  if (servers.includes(undefined)) throw new Error('there is no redis-server on the PATH');
  const urls = servers.map(({ url }) => url);
  const children = Array.from({ length: engines }, (_, index) => {
    const child = fork(program, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const state = { child, heard: new Map(), waiting: new Map() };
    child.on('message', ({ type, ...rest }) => {
      state.heard.set(type, rest);
      state.waiting.get(type)?.();
    });
    child.on('exit', () => {
      for (const resolve of state.waiting.values()) resolve();
    });
    child.send({ index, urls, perSecond: rate / engines });
    return state;
  });
  const all = (type) =>
    Promise.all(
      children.map(
        ({ heard, waiting }) => heard.has(type) || new Promise((resolve) => waiting.set(type, resolve)),
      ),
    );
  const tell = (type) => {
    for (const { child } of children) if (child.connected) child.send({ type });
  };
  await all('ready');
  tell('publish');
  await sleep(seconds * 1_000);
  tell('stop');
  await all('sent');
  const sent = children.map(({ heard }) => heard.get('sent'));
  const bySource = Object.fromEntries(sent.map(({ index, ok }) => [index, ok]));
  for (const { child } of children) if (child.connected) child.send({ type: 'expect', bySource });
  await all('done');
  const done = children.map(({ heard }) => heard.get('done') ?? { lost: Number.NaN });
  tell('end');
  await Promise.all(
    children.map(({ child }) => child.exitCode ?? new Promise((resolve) => child.once('exit', resolve))),
  );
  await Promise.all(servers.map((server) => server.stop()));
  const sum = (list, pick) => list.reduce((total, one) => total + pick(one), 0);
  const growth = done.map(({ memory }) => memory.at(-1) / memory[Math.floor(memory.length / 2)]);
  const counts = {
    scenario: `soak: ${engines} processes, ${seconds} s, ${rate} messages/s`,
    sent: sum(sent, (one) => one.given),
    ok: sum(sent, (one) => one.ok),
    rejected: sum(sent, (one) => one.rejected),
    unknown: sum(sent, (one) => one.unknown),
    reasons: Object.assign({}, ...sent.map((one) => one.reasons)),
    delivered: sum(done, (one) => one.delivered),
    duplicates: sum(done, (one) => one.duplicates),
    lost: sum(done, (one) => one.lost),
    rssMb: done.map(({ memory }) => Math.round(memory.at(-1) / 1e6)),
    secondHalfGrowth: Math.round(100 * Math.max(...growth)) / 100,
  };
  console.log(JSON.stringify(counts));
  const sound = counts.duplicates === 0 && counts.lost === 0 && counts.rejected + counts.unknown === 0;
  process.exitCode = sound && counts.secondHalfGrowth < 1.25 ? 0 : 1;
}

async function engine() {
  process.on('disconnect', () => process.exit());
  const heard = new Map();
  const waiting = new Map();
  const wait = (type) => heard.get(type) ?? new Promise((resolve) => waiting.set(type, resolve));
  const { index, urls, perSecond } = await new Promise((resolve) => process.once('message', resolve));
  process.on('message', (message) => {
    heard.set(message.type, message);
    waiting.get(message.type)?.(message);
  });
  const [market, logic] = urls.map((url) => ({ url, deadlineMs: 30_000 }));
  const bus = await DualBus.connect({
    engine: 'soak',
    instance: `soak-${index}`,
    namespace: 'soak',
    marketData: market,
    engineLogic: logic,
  });
  await bus.instruments.define({ id: 1, symbol: 'X', priceExponent: -2, sizeExponent: 0 });
  const name = index % 2 === 0 ? 'trade' : 'strategySignal';
  const reads = index % 2 === 0 ? 'strategySignal' : 'trade';
  const checkpoint = bus.checkpoint('soak');
  const subscription = bus.subscribe([reads], { group: `soak-${index}`, checkpoint });
  await subscription.ready();
  const memory = [];
  const seen = new Map();
  let [delivered, duplicates] = [0, 0];
  const abort = new AbortController();
  const reading = (async () => {
    for (let saved = Date.now(); ; ) {
      const batch = await subscription.next(abort.signal).catch(() => undefined);
      if (batch === undefined) return;
      for (const message of batch) {
        // The source and number of a message travel in its fields: an account that owes nothing to the bus.
        const [source, number] =
          reads === 'trade' ? [message.price * 100, message.size] : [message.strategy, message.strength];
        if (number <= (seen.get(source) ?? 0)) duplicates++;
        else seen.set(source, number);
        delivered++;
      }
      if (Date.now() - saved > 250) {
        saved = Date.now();
        // After an error nothing was acknowledged, and it is saved again.
        await checkpoint.save(Buffer.from(String(delivered))).catch(() => {});
      }
    }
  })();
  process.send({ type: 'ready' });
  await wait('publish');
  const reasons = {};
  const publisher = bus.publisher(name, {
    onOutcome: ({ outcome, messages }) => {
      if (outcome.status === 'ok') return;
      const reason = `soak-${index} ${outcome.status}: ${outcome.reason}`;
      reasons[reason] = (reasons[reason] ?? 0) + messages;
    },
  });
  bus.onEvent(({ type, event }) => {
    if (type !== 'transport' || event.type !== 'connection' || event.state === 'open') return;
    const lost = `soak-${index} ${event.lane} ${event.state}: ${event.cause}`;
    reasons[lost] = (reasons[lost] ?? 0) + 1;
  });
  const sampler = setInterval(() => memory.push(process.memoryUsage.rss()), 1_000);
  const started = performance.now();
  let given = 0;
  while (!heard.has('stop')) {
    for (const due = ((performance.now() - started) / 1_000) * perSecond; given < due; ) {
      const number = given + 1;
      const message =
        name === 'trade'
          ? { time: BigInt(number), instrument: 1, price: index / 100, size: number }
          : { time: BigInt(number), strength: number, horizon: 0n, instrument: 1, strategy: index };
      if (!publisher.send(message)) break;
      given = number;
    }
    await sleep(5);
  }
  const { ok, rejected, unknown } = await publisher.flush();
  process.send({ type: 'sent', index, given, ok, rejected, unknown, reasons });
  const { bySource } = await wait('expect');
  // What was stored for certain has to come; what nobody could say may.
  const sources = Object.entries(bySource).filter(
    ([other]) => (Number(other) % 2 === 0) !== (index % 2 === 0),
  );
  const expected = sources.reduce((sum, [, count]) => sum + count, 0);
  for (const end = Date.now() + 30_000; delivered - duplicates < expected && Date.now() < end; )
    await sleep(20);
  clearInterval(sampler);
  memory.push(process.memoryUsage.rss());
  process.send({
    type: 'done',
    delivered,
    duplicates,
    lost: Math.max(0, expected - (delivered - duplicates)),
    memory,
  });
  await wait('end');
  abort.abort();
  await reading;
  await bus.close();
  process.disconnect();
}

// FILE COUNT RUNS: writes a stream of so many events, and prints the seconds that each of some aggregations of all takes.
const { createRequire } = require('node:module');
const { getSQLiteEventStore } = createRequire(`${process.cwd()}/`)('@event-driven-io/emmett-sqlite');

const main = async ([fileName, count, runs]) => {
  const store = getSQLiteEventStore({ fileName });
  const note = 'x'.repeat(80);
  for (let first = 0; first < Number(count); first += 500) {
    const events = [];
    for (let turn = first; turn < Math.min(first + 500, Number(count)); turn++)
      events.push({ type: 'Changed', data: { status: `s${turn % 7}`, turn, total: turn * 13, sku: `A${turn % 7}`, note } });
    await store.appendToStream('order', events);
  }
  const fold = { evolve: (state, event) => ({ ...state, ...event.data }), initialState: () => ({}) };
  const seconds = [];
  for (let run = 0; run < Number(runs); run++) {
    const started = process.hrtime.bigint();
    await store.aggregateStream('order', fold);
    seconds.push(Number(process.hrtime.bigint() - started) / 1e9);
  }
  console.log(JSON.stringify(seconds));
};

main(process.argv.slice(2));

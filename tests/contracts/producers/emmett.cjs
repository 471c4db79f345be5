// FILE STREAM COUNT: pays 1, 10, 100… so often, lets a processor catch up, and prints what the stream adds up to, its
// version, and the amounts that the processor met.
const { createRequire } = require('node:module');
const { getSQLiteEventStore } = createRequire(`${process.cwd()}/`)('@event-driven-io/emmett-sqlite');

const main = async ([fileName, stream, count]) => {
  const store = getSQLiteEventStore({ fileName });
  let last;
  for (let left = Number(count); left > 0; left--) {
    const { currentStreamVersion: version } = await store.readStream(stream);
    const event = { type: 'Paid', data: { amount: 10 ** Number(version) } };
    const expected = version > 0n ? { expectedStreamVersion: version } : undefined;
    last = (await store.appendToStream(stream, [event], expected)).lastEventGlobalPosition;
  }
  const met = [];
  if (last !== undefined) {
    const consumer = store.consumer();
    consumer.processor({
      processorId: 'follower',
      startFrom: 'CURRENT',
      eachMessage: ({ data }) => void met.push(data.amount),
      stopAfter: ({ metadata }) => metadata.globalPosition >= last,
    });
    await consumer.start();
    await consumer.close();
  }
  const fold = { evolve: (sum, event) => sum + event.data.amount, initialState: () => 0 };
  const { state, currentStreamVersion } = await store.aggregateStream(stream, fold);
  console.log(JSON.stringify([state, Number(currentStreamVersion), met]));
};

main(process.argv.slice(2));

// FILE STREAM COUNT: pays 1, 10, 100… so often, lets the reaction catch up, which notes each payment in a stream of its
// own, and prints what the stream adds up to, how many events and snapshots that took, and the amounts reacted to.
const { createRequire } = require('node:module');
const installed = createRequire(`${process.cwd()}/`);
const { act, state, store } = installed('@rotorsoft/act');
const { SqliteStore } = installed('@rotorsoft/act-sqlite');
const { z } = installed('zod');

const actor = { id: 'test', name: 'test' };
const sum = z.object({ sum: z.number() });
const amount = z.object({ amount: z.number() });
const add = ({ data }, before) => ({ sum: before.sum + data.amount });

const Purse = state({ Purse: sum })
  .init(() => ({ sum: 0 }))
  .emits({ Paid: amount })
  .patch({ Paid: add })
  .on({ pay: z.object({}) })
  .emit((_, { state }) => ['Paid', { amount: state.sum * 9 + 1 }])
  .snap(({ patches }) => patches >= 2)
  .build();

const Book = state({ Book: sum })
  .init(() => ({ sum: 0 }))
  .emits({ Noted: amount })
  .patch({ Noted: add })
  .on({ note: amount })
  .emit(({ amount }) => ['Noted', { amount }])
  .build();

const main = async ([file, stream, count]) => {
  store(new SqliteStore({ url: `file:${file}` }));
  await store().seed();
  const met = [];
  const app = act()
    .withState(Purse)
    .withState(Book)
    .on('Paid')
    .do(async function note(event, _, app) {
      met.push(event.data.amount);
      await app.do('note', { stream: 'book', actor }, event.data, event);
    })
    .to('notes')
    .build();
  for (let left = Number(count); left > 0; left--) await app.do('pay', { stream, actor }, {});
  if (met.length < Number(count)) {
    await app.correlate();
    await app.drain();
  }
  const { state, patches, snaps } = await app.load(stream === 'book' ? Book : Purse, stream);
  console.log(JSON.stringify([state.sum, patches, snaps, met]));
};

main(process.argv.slice(2));

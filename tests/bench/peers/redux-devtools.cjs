// RUNS, and events on standard input, one [stream, payload] a line: an instrumented store of so many actions. Prints the
// seconds of further dispatches, and of toggling one in the middle, and the bytes of memory that the actions took.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const here = createRequire(`${process.cwd()}/`);
const { createStore } = here('redux');
const { instrument, ActionCreators } = here('@redux-devtools/instrument');

const happened = ([stream, payload]) => ({ type: 'happened', stream, payload });
const reducer = (state = {}, { type, stream, payload }) =>
  type === 'happened' ? { ...state, [stream]: { ...state[stream], ...payload } } : state;
const timed = (work) => {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e9;
};

const runs = Number(process.argv[2]);
const events = readFileSync(0, 'utf8').trim().split('\n').map((line) => happened(JSON.parse(line)));
const store = createStore(reducer, instrument(undefined, { maxAge: false }));
const before = process.memoryUsage().rss;
store.liftedStore.dispatch(ActionCreators.importState(events));
const memory = process.memoryUsage().rss - before;
const dispatch = events.slice(0, runs).map((event) => timed(() => store.dispatch(event)));
const toggle = events.slice(0, 1).map(() =>
  timed(() => store.liftedStore.dispatch(ActionCreators.toggleAction(Math.round(events.length / 2)))));
console.log(JSON.stringify({ dispatch, toggle, memory }));

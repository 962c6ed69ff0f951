// Every report of 1,000 and of 10,000 results: `node bench/reports.js [--rounds 5] [--results 10000]`. Ten times the
// results should cost ten times as much; the ratio says how far from that it is.
import {bestOf, built, ms, option, say} from './lib.js';
import {runOf} from './run-events.js';

const {viewOf} = await built('view/fold.js');
const {FORMATS} = await built('report/formats.js');
const {lineReporter} = await built('report/lines.js');
const {summaryText} = await built('report/summary.js');
const {scoreRun} = await built('score/card.js');

const SIZES = [option('results', 10_000) / 10, option('results', 10_000)];
const rounds = option('rounds', 5);

/** What can be made of a run, as jobs. */
function jobsOf(results) {
  const events = runOf(results);
  const view = viewOf(events);
  const card = scoreRun(view);
  const formats = Object.entries(FORMATS).map(([name, {render}]) => [name, () => render(view, card)]);
  const lines = () => {
    const hear = lineReporter(() => {}, {ascii: false});
    for (const event of events) hear(event);
  };
  return {
    fold: () => viewOf(events),
    score: () => scoreRun(view),
    lines,
    summary: () => summaryText(view, card, {ascii: false, width: 100}),
    ...Object.fromEntries(formats),
  };
}

const [small, large] = SIZES.map(size => bestOf(rounds, jobsOf(size)));
const [less, more] = SIZES.map(size => size.toLocaleString('en'));
say(
  `${'what'.padEnd(10)} ${`${less} results`.padStart(16)} ${`${more} results`.padStart(16)}   cost a result, ${more} / ${less}`,
);
for (const name of Object.keys(large)) {
  const ratio = large[name] / small[name] / (SIZES[1] / SIZES[0]);
  say(name.padEnd(10), ms(small[name]).padStart(16), ms(large[name]).padStart(16), ` ${ratio.toFixed(2)}`.padStart(8));
}

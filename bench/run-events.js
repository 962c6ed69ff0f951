// Events of runs as large as wanted, made from the recorded one: for the benches of reports and of the console.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ROOT} from './lib.js';

const RUN = join(ROOT, 'test/fixtures/runs/mixed/events.ndjson');
const recorded = readFileSync(RUN, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line));
const planned = recorded.find(e => e.type === 'run.started').scenarios;

/** The copy of a scenario's event, or of its plan, with a name and an audit id of its own. */
function renamed(event, copy) {
  const own = {...event, scenario: `${event.scenario}-${copy}`};
  if (event.auditId) own.auditId = `${event.auditId}-${copy}`;
  return own;
}

const plans = results =>
  Array.from({length: results}, (_, i) => {
    const plan = planned[i % planned.length];
    const copy = Math.floor(i / planned.length);
    return {...plan, id: `${plan.id}-${copy}`, title: `${i}: ${plan.title}`};
  });

/** A whole run of so many scenarios: every verdict, with its requests, evidence and documents. */
export function runOf(results) {
  const scenarios = plans(results);
  const known = new Set(scenarios.map(s => s.id));
  const events = recorded.flatMap(event => {
    if (event.type === 'run.started') return [{...event, scenarios}];
    if (event.scenario === undefined || event.type === 'preflight.checked') return [event];
    const copies = Array.from({length: Math.ceil(results / planned.length)}, (_, copy) => renamed(event, copy));
    return copies.filter(e => known.has(e.scenario));
  });
  return events.map((event, seq) => ({...event, seq}));
}

/** The beginning of such a run, until all scenarios are under way, and then requests and signals without an end. */
export function* endlessRun(scenarios) {
  const all = runOf(scenarios);
  const begun = all.findLastIndex(e => e.type === 'scenario.started') + 1;
  yield* all.slice(0, begun).filter(e => e.type !== 'run.ended');
  const busy = all.filter(e => e.type === 'step.sent' || e.type === 'step.answered' || e.type === 'signal.seen');
  let seq = begun;
  for (let round = 0; ; round++) {
    for (const event of busy) {
      const auditId = event.auditId && `${event.auditId}-${round}`;
      yield {...event, seq: seq++, ...(auditId && {auditId})};
    }
  }
}

// Writes the audit events that the scenario pages show, from the folder of a run: of each attack that alerted, the event
// that the first alert stands on. `kubedrill run --all --cluster simulated`, then `node scripts/docs/record-events.js
// runs/…`. Ids, addresses, tokens and times are replaced, so that recording again changes only what has changed.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {RECORDED} from './recorded-event.js';

const [run = ''] = process.argv.slice(2);
const linesOf = name =>
  readFileSync(join(run, name), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

const log = linesOf('events.ndjson');
const events = linesOf(join('cluster', 'audit.log'));
const tokens = new Map(log.filter(e => e.type === 'scenario.started').map(({scenario, token}) => [scenario, token]));

/** What differs from run to run, as the same in each. */
function normalised(event, token) {
  const text = JSON.stringify(event)
    .replaceAll(token, 'kd-000000')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '00000000-0000-4000-8000-000000000000')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2026-01-01T12:00:00.000000Z');
  return JSON.parse(text);
}

const recorded = {};
for (const {type, scenario, stage, purpose, counted, evidence} of log) {
  if (type !== 'signal.seen' || stage !== 'alerted' || purpose !== 'attack' || !counted || recorded[scenario]) continue;
  const event = events.find(({auditID}) => auditID === evidence.document.events.at(-1));
  if (event) recorded[scenario] = {rule: evidence.rule.id, event: normalised(event, tokens.get(scenario))};
}
const sorted = Object.fromEntries(Object.entries(recorded).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(RECORDED, `${JSON.stringify(sorted, null, 1)}\n`);

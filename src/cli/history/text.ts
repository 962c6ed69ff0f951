import {LINKS} from '../../history/store/record.js';
import type {Night, RunRow} from '../../history/store/store.js';
import {gateShout} from '../../score/gate-word.js';
import {shortTime} from '../../view/stage-times.js';
import {ENDINGS} from '../../view/tally.js';
import {table} from '../table.js';

const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** Runs as a table, as they come. */
export function runsText(runs: readonly RunRow[]): string {
  if (!runs.length) return 'no run is in this history yet';
  const rows = runs.map(run => [
    ...[minute(run.started), run.drill, [run.fleet, run.cluster].filter(Boolean).join('/')],
    ...[
      run.score === null ? '–' : String(run.score),
      endText(run),
      countsText(run.endings),
      run.uid.split(' ')[1] ?? '',
    ],
  ]);
  return table([['UTC', 'drill', 'cluster', 'score', 'gates', 'scenarios', 'run'], ...rows]);
}

const endText = ({outcome, green}: RunRow): string =>
  outcome === 'finished' ? gateShout({name: '', held: green, detail: ''}) : outcome;

/** In the order in which summaries have them. */
const countsText = (endings: RunRow['endings']): string =>
  ENDINGS.flatMap(ending => (endings[ending] ? [`${endings[ending]} ${ending}`] : [])).join(', ');

/** The nights of a scenario, each series under a heading of its own. */
export function nightsText(nights: readonly Night[]): string {
  const series = Map.groupBy(nights, ({fleet, cluster, drill}) => [fleet, cluster, drill].join('\n'));
  return [...series.values()].map(seriesText).join('\n');
}

function seriesText(nights: readonly Night[]): string {
  const [first] = nights;
  if (!first) return '';
  const {fleet, cluster, drill, scenario} = first;
  const where = [fleet, cluster].filter(Boolean).join('/');
  const links = LINKS.filter(link => nights.some(({own}) => own[link] !== null));
  const head = ['UTC', 'attempt', 'verdict', ...links, 'in all', 'SLA', 'why'];
  const rows = nights.map(night => [
    ...[minute(night.started), String(night.attempt), wordOf(night)],
    ...[...links.map(link => night.own[link]), night.total, night.sla].map(ms => (ms === null ? '–' : shortTime(ms))),
    night.cause ?? '',
  ]);
  return `${scenario} in ${drill} on ${where}\n${table([head, ...rows])}`;
}

const wordOf = ({verdict, quarantined, kind}: Night): string =>
  [verdict, ...(quarantined ? ['in quarantine'] : []), ...(kind === 'simulated' ? ['simulated'] : [])].join(', ');

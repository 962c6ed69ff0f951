import {formatDuration} from '../lib/duration.js';
import {acknowledgementText} from '../view/acknowledgement-words.js';
import {attemptsOf} from '../view/nightly/attempts.js';
import {shortActor} from '../view/requests.js';
import type {RunView, ScenarioView} from '../view/view.js';

/** Something that happened in the run, for a timeline that can be read. */
export interface Moment {
  /** RFC 3339, UTC. */
  at: string;
  /** Milliseconds since the run started. */
  ms: number;
  title: string;
  what: string;
}

/** Attacks, the evidence that was counted, and how people answered alerts, in the order in which they happened. */
export const chronicle = (view: RunView): Moment[] =>
  view.scenarios
    .flatMap(attemptsOf)
    .flatMap(momentsOf)
    .sort((a, b) => a.ms - b.ms);

function momentsOf(s: ScenarioView): Moment[] {
  const {title} = s.plan;
  const attack = s.requests.filter(r => r.sent.purpose === 'attack');
  const first = attack[0]?.sent;
  const requests = `${attack.length} request${attack.length === 1 ? '' : 's'}`;
  const begun = first
    ? [{at: first.at, ms: first.ms, title, what: `attacked as ${shortActor(first.actor)}, ${requests}`}]
    : [];
  const seen = s.signals
    .filter(signal => signal.counted)
    .map(({at, ms, stage, source, latencyMs}) => ({
      ...{at, ms, title},
      what: `${stage} by ${source} after ${formatDuration(latencyMs)}`,
    }));
  const answered = s.acknowledgements
    .filter(event => event.counted || event.hides)
    .map(event => ({at: event.at, ms: event.ms, title, what: `acknowledged ${acknowledgementText(event)}`}));
  const contained = s.contained
    ? [
        {
          at: s.contained.at,
          ms: s.contained.ms,
          title,
          what: `contained by people after ${formatDuration(s.contained.ttcMs)}`,
        },
      ]
    : [];
  return [...begun, ...seen, ...answered, ...contained];
}

/** Who acknowledged alerts, as far as products name them. */
const personsIn = ({acknowledgements}: ScenarioView): string[] =>
  acknowledgements.filter(({robot}) => !robot).flatMap(({person}) => person ?? []);

/** Who took part: the identities that attacked, what watched, and the people, as far as products name them. */
export function participants(view: RunView): {role: string; who: string}[] {
  const actors = [...new Set(view.scenarios.flatMap(s => (s.actor ? shortActor(s.actor) : [])))];
  const sources = Object.values(view.sources).map(s => {
    const state = s.state === 'down' ? `, down: ${s.reason ?? 'no reason given'}` : '';
    return `${s.source} (${s.stages.join(', ')}${state})`;
  });
  return [
    {role: 'attackers, played by kubedrill', who: actors.join(', ') || 'none'},
    {role: 'sources that were watched', who: sources.join('; ') || 'none'},
    {role: 'people', who: [...new Set(view.scenarios.flatMap(personsIn))].join(', ')},
  ];
}

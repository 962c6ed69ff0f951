import type {DrillEvent, EventOf, EventType} from '../events/events.js';
import {formatDuration} from '../lib/duration.js';
import {dictionary} from '../lib/json/dictionary.js';
import {acknowledgementText} from '../view/acknowledgement-words.js';
import type {Symbols} from '../view/symbols.js';
import type {ScenarioView} from '../view/view.js';

/** Says one event in plain lines; undefined where it is not worth one. */
type Told<T extends EventType> = (
  event: EventOf<T>,
  title: string,
  symbols: Symbols,
  scenario?: ScenarioView,
) => string[] | undefined;

const TOLD: {[T in EventType]?: Told<T>} = dictionary({
  'signal.seen': ({alert, evidence, source}, title, symbols) =>
    alert === undefined
      ? undefined
      : [
          `  ${symbols.warning} ${title}: alert ${alert}, ${evidence.rule?.title ?? evidence.ref} (${source})`,
          `      to acknowledge it: kubedrill live ack ${alert} --as NAME`,
        ],
  // In a nightly run the verdict says it; only what hides alerts of others is worth a line of its own.
  'alert.acknowledged': (e, title, symbols, scenario) => {
    if (!e.hides && !scenario?.plan.response) return undefined;
    const mark = e.hides ? symbols.warning : e.counted ? symbols.ok : symbols.none;
    return [`  ${mark} ${title}: acknowledged ${acknowledgementText(e)}`];
  },
  'response.asked': ({story}, title, symbols, scenario) => {
    const within = formatDuration(scenario?.plan.response?.withinMs ?? 0);
    return [
      `  ${symbols.running} ${title}: people have ${within} to contain it in ${scenario?.namespace ?? 'the cluster'}`,
      ...(story === undefined ? [] : [`      ${story.trim()}`]),
    ];
  },
  'containment.changed': ({state, sinceMs, detail}, _, symbols) => {
    const mark = {held: symbols.ok, unknown: symbols.unknown, 'not held': symbols.missed}[state];
    return [`      ${mark} ${formatDuration(sinceMs)}  ${detail}`];
  },
  'harm.changed': ({state, sinceMs, detail}, _, symbols) =>
    state === 'harmed' ? [`      ${symbols.warning} ${formatDuration(sinceMs)}  harm: ${detail}`] : undefined,
  'scenario.contained': ({ttcMs, withinMs}, title, symbols) => [
    `  ${symbols.ok} ${title}: contained after ${formatDuration(ttcMs)} of ${formatDuration(withinMs)}`,
  ],
});

/** What people do about an attack, while they do it; undefined for events that are about something else. */
export const responseLines = (
  event: DrillEvent,
  scenario: ScenarioView | undefined,
  symbols: Symbols,
): string[] | undefined =>
  (TOLD[event.type] as Told<EventType> | undefined)?.(
    event,
    scenario?.plan.title ?? ('scenario' in event ? (event.scenario ?? '') : ''),
    symbols,
    scenario,
  );

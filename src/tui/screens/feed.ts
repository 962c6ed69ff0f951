import type {DrillEvent, EventOf, EventType} from '../../events/events.js';
import {formatDuration} from '../../lib/duration.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {printable} from '../../lib/text/printable.js';
import {acknowledgementText} from '../../view/acknowledgement-words.js';
import {containedHow} from '../../view/live/contained.js';
import {underTest} from '../../view/nightly/context-words.js';
import {answerText, sameRequest, shortPath} from '../../view/requests.js';
import {type Symbols, verdictSymbol, verdictWord} from '../../view/symbols.js';
import type {ScenarioView} from '../../view/view.js';
import {type Line, span, type Tone} from '../text/line.js';
import {verdictTone} from '../text/theme.js';

/** One line of the feed: what happened, in words. */
export interface FeedEntry {
  /** `DrillEvent.seq`: what makes it itself. */
  seq: number;
  /** Time of day in UTC, as the audit log has it: `12:01:04`. */
  time: string;
  tone: Tone;
  text: string;
}

/**
 * What the feed says of an event; undefined for those that the board shows well enough. `scenario` is the one that the
 * event is about, if any, and has the event already.
 */
export function feedEntry(
  event: DrillEvent,
  scenario: ScenarioView | undefined,
  symbols: Symbols,
): FeedEntry | undefined {
  const describe = DESCRIBE[event.type] as Describe<EventType> | undefined;
  const words = describe?.(event, symbols, scenario);
  if (!words) return undefined;
  // A line that is about a scenario begins with it: wherever it is cut, it says whose it is.
  const whose = scenario && 'scenario' in event ? `${scenario.plan.title}: ` : '';
  return {seq: event.seq, time: event.at.slice(11, 19), tone: words[0], text: printable(whose + words[1])};
}

/** An entry as a line. */
export const feedLine = (entry: FeedEntry): Line => [span(` ${entry.time}  `, 'muted'), span(entry.text, entry.tone)];

type Words = readonly [Tone, string] | undefined;
type Describe<T extends EventType> = (event: EventOf<T>, symbols: Symbols, scenario: ScenarioView | undefined) => Words;

/** What each type of event is worth in the feed; a type that is not here says nothing. */
const DESCRIBE: {[T in EventType]?: Describe<T>} = dictionary({
  'run.started': e => [
    'plain',
    `${e.drill.title} on ${e.cluster.simulated ? 'the simulated cluster' : e.cluster.kind}`,
  ],
  'cluster.phase': (e, symbols) =>
    e.state === 'failed'
      ? ['missed', `${symbols.missed} ${e.phase} failed${e.detail ? `: ${e.detail}` : ''}`]
      : ['muted', `${e.phase} ${e.state}`],
  'cluster.ready': (e, symbols) => ['ok', `${symbols.ok} cluster ${e.name} is ready`],
  'run.context': e => ['muted', `under test: ${underTest(e)}`],
  'preflight.checked': (e, symbols) =>
    e.state === 'ok' ? undefined : ['late', `${symbols.warning} ${e.title}: ${e.detail}`],
  'source.changed': (e, symbols) =>
    e.state === 'up'
      ? ['muted', `source ${e.source} is up`]
      : ['unknown', `${symbols.unknown} source ${e.source} is down: ${e.reason ?? 'no reason given'}`],
  'step.answered': (e, symbols, scenario) => attacked(e, symbols, scenario),
  'signal.seen': e => signalled(e),
  'alert.acknowledged': (e, symbols) => [
    e.hides ? 'late' : e.counted ? 'plain' : 'muted',
    `${e.hides ? `${symbols.warning} ` : ''}acknowledged  ${acknowledgementText(e)}`,
  ],
  'benign.judged': (e, symbols) =>
    e.state === 'alerted' ? ['late', `${symbols.warning} false alarm on the harmless twin`] : undefined,
  'responders.admitted': e => [
    'plain',
    `people  ${e.people.map(({name}) => `responders/${name}.kubeconfig`).join(', ')} in the folder of the run`,
  ],
  'person.acted': e => ['muted', actionText(e)],
  'harm.changed': (e, symbols) =>
    e.state === 'fine'
      ? ['muted', `bystander  ${e.detail}`]
      : [
          e.state === 'harmed' ? 'missed' : 'unknown',
          `${symbols[e.state === 'harmed' ? 'missed' : 'unknown']} bystander  ${e.detail}`,
        ],
  'containment.changed': (e, symbols) => [
    e.state === 'held' ? 'ok' : e.state === 'unknown' ? 'unknown' : 'late',
    `${e.state === 'held' ? symbols.ok : e.state === 'unknown' ? symbols.unknown : symbols.missed} contain  ${e.detail}`,
  ],
  'scenario.contained': (e, symbols) => [
    ({'in time': 'ok', late: 'late', unknown: 'unknown'} as const)[containedHow(e)],
    `${symbols.ok} contained after ${formatDuration(e.ttcMs)} of ${formatDuration(e.withinMs)}`,
  ],
  'containment.checked': (e, symbols) =>
    e.state === 'not contained' ? ['late', `${symbols.warning} not contained: ${e.check}`] : undefined,
  'scenario.attempt': e => ['plain', `attempt ${e.attempt} of ${e.of}: it was ${e.because}`],
  'scenario.judged': (e, symbols, scenario) => [
    verdictTone(e.verdict),
    `${verdictSymbol(symbols, e.verdict)} ${verdictWord(e.verdict)}${afterText(scenario)}`,
  ],
  'scenario.cleaned': (e, symbols) =>
    e.left.length ? ['missed', `${symbols.missed} ${e.left.length} left behind`] : undefined,
  'cleanup.finished': e => [
    e.left.length ? 'missed' : 'ok',
    `cleaned up: ${e.left.length} left behind, cluster ${e.cluster}`,
  ],
  'run.ended': e => [e.outcome === 'finished' ? 'plain' : 'late', `${e.outcome}${e.reason ? `: ${e.reason}` : ''}`],
});

/** A burst of equal requests is one line, when it begins; its count stands in the detail pane. */
function attacked(event: EventOf<'step.answered'>, symbols: Symbols, scenario: ScenarioView | undefined): Words {
  if (event.purpose !== 'attack' || !scenario) return undefined;
  const {requests} = scenario;
  const at = requests.findLastIndex(r => r.sent.auditId === event.auditId);
  const [before, request] = [requests[at - 1], requests[at]];
  if (!request || (before && sameRequest(before, request))) return undefined;
  const {method, path} = request.sent;
  return ['plain', `attack  ${method} ${shortPath(path)} ${symbols.arrow} ${answerText(event)}`];
}

function signalled(event: EventOf<'signal.seen'>): Words {
  const what = event.evidence.rule?.id ?? event.evidence.ref;
  const named = event.alert === undefined ? '' : `${event.alert} `;
  if (event.purpose === 'attack' && event.counted)
    return ['plain', `${event.stage}  ${named}${what}  (${event.source})`];
  if (event.stage !== 'alerted') return undefined;
  return ['muted', `${event.stage}  ${what}  does not count: ${event.reason ?? 'no reason given'}`];
}

/** ` after 4.1 s`: the latency of the last link, where there is one. */
function afterText(scenario: ScenarioView | undefined): string {
  if (scenario?.verdict !== 'detected' && scenario?.verdict !== 'late') return '';
  const ms = scenario.stages.findLast(s => s.latencyMs !== undefined)?.latencyMs;
  return ms === undefined ? '' : ` after ${formatDuration(ms)}`;
}

/** `kubernetes-admin delete serviceaccounts agent → 200`. */
const actionText = ({user, verb, resource, subresource, name, code}: EventOf<'person.acted'>): string =>
  [user, verb, subresource ? `${resource}/${subresource}` : resource, name, `(${code})`].filter(Boolean).join(' ');

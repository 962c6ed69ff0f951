import type {Verdict} from '../../events/words.js';
import {formatDuration} from '../../lib/duration.js';
import {printable} from '../../lib/text/printable.js';
import {whoAcknowledged} from '../../view/acknowledgement-words.js';
import {containedHow} from '../../view/live/contained.js';
import {attemptsText, isFlaky, quarantineText} from '../../view/nightly/attempts.js';
import {answerText, groupRequests, type RequestGroup, shortActor, shortPath} from '../../view/requests.js';
import {signalOf} from '../../view/signal-of.js';
import {type Symbols, verdictSymbol, verdictWord} from '../../view/symbols.js';
import {left, right, wrapWords} from '../../view/text.js';
import type {ScenarioView, StageView} from '../../view/view.js';
import {cutLine, type Line, line, span, spread, type Tone} from '../text/line.js';
import {stateTone, verdictTone} from '../text/theme.js';

/** The size and letters of a pane. */
export interface Pane {
  width: number;
  symbols: Symbols;
}

const INDENT = 11;

/**
 * The selected scenario: its requests, the evidence, the explanation, benign twin, containment. `whole`: for a view that
 * wraps long lines, in which nothing is cut.
 */
export function detailLines(scenario: ScenarioView, pane: Pane, whole = false): Line[] {
  const lines =
    scenario.phase || scenario.verdict
      ? [...attack(scenario, pane, whole), ...evidence(scenario, pane)]
      : about(scenario, pane);
  return [title(scenario, pane), ...lines, ...verdict(scenario, pane), ...around(scenario, pane)].flatMap(l =>
    whole ? [l] : [cutLine(l, pane.width, pane.symbols.ellipsis)],
  );
}

/** Words under each other, with a label before the first line: ` label     text …`. */
export function labelled(label: string, text: string, {width}: Pane, tone: Tone = 'plain', indent = INDENT): Line[] {
  const room = Math.max(10, width - indent - 1);
  return wrapWords(printable(text), room).map((part, index) => [
    span(` ${left(index ? '' : label, indent - 1)}`, 'muted'),
    span(part, tone),
  ]);
}

function title({plan}: ScenarioView, {width, symbols}: Pane): Line {
  const tags = [plan.severity, ...(plan.tags.attack ?? []), ...(plan.tags['owasp-2022'] ?? [])].join('  ');
  return spread(
    [span(` ${printable(plan.title)}`, 'plain', true)],
    [span(`${tags} `, 'muted')],
    width,
    symbols.ellipsis,
  );
}

const about = ({plan}: ScenarioView, pane: Pane): Line[] => [
  ...labelled('attack', plan.description, pane),
  ...labelled('prevent', plan.prevent, pane, 'muted'),
];

function attack(scenario: ScenarioView, pane: Pane, whole: boolean): Line[] {
  const groups = groupRequests(scenario.requests.filter(r => r.sent.purpose === 'attack'));
  return groups.map((group, index) =>
    requestLine(group, index > 0 && groups[index - 1]?.first.sent.actor === group.first.sent.actor, pane, whole),
  );
}

function requestLine({first, times}: RequestGroup, sameActor: boolean, {width, symbols}: Pane, whole: boolean): Line {
  const {sent, answered} = first;
  const tone = answered?.outcome === 'prevented' ? 'prevented' : answered?.outcome === 'failed' ? 'unknown' : 'plain';
  const code = answered ? `${symbols.arrow} ${answerText(answered)}` : symbols.ellipsis;
  const count = times > 1 ? ` ${symbols.times}${times}` : '';
  const request = printable(`${sent.method} ${shortPath(sent.path)}`);
  const time = ` ${sent.at.slice(11, 23)}  `;
  const end = ` ${code}${count} `;
  const who = sameActor ? '' : `as ${printable(shortActor(sent.actor))} `;
  if (whole) return [span(time, 'muted'), span(request), span(end, tone), span(` ${who}`, 'muted')];
  const start = cutLine(
    [span(time, 'muted'), span(request)],
    width - end.length - (width > 72 ? who.length + 1 : 0),
    symbols.ellipsis,
  );
  return spread([...start, span(end, tone)], [span(who, 'muted')], width, symbols.ellipsis);
}

function evidence(scenario: ScenarioView, pane: Pane): Line[] {
  return scenario.stages.flatMap((stage, index) =>
    index === 0 ? [] : [evidenceLine(scenario, stage, index - 1, pane)],
  );
}

function evidenceLine(scenario: ScenarioView, stage: StageView, place: number, {symbols}: Pane): Line {
  const time = stage.latencyMs === undefined ? '' : `+${(stage.latencyMs / 1000).toFixed(2)}s`;
  const isExpected = !(scenario.verdict && (stage.state === 'waiting' || stage.state === 'running'));
  const tone = isExpected ? stateTone(stage.state) : 'muted';
  return [
    span(` ${right(time, INDENT - 3)}  `, tone),
    span(left(stage.stage, 13), tone),
    span(printable(evidenceText(scenario, stage, place, isExpected, symbols)), isExpected ? 'plain' : 'muted'),
  ];
}

function evidenceText(
  scenario: ScenarioView,
  stage: StageView,
  place: number,
  isExpected: boolean,
  symbols: Symbols,
): string {
  const expected = scenario.plan.expectations[place];
  const sla = `SLA ${formatDuration(stage.slaMs ?? 0)}`;
  const wanted = expected?.rule ?? 'evidence';
  switch (stage.state) {
    case 'seen':
    case 'late': {
      const signal = signalOf(scenario, stage);
      const what =
        signal?.type === 'alert.acknowledged'
          ? `by ${whoAcknowledged(signal)}`
          : (signal?.evidence.rule?.id ?? signal?.evidence.ref ?? '');
      const over = stage.state === 'late' ? `, ${sla}` : '';
      return `${what} (${stage.source ?? 'unknown source'}${over})`;
    }
    case 'missed':
      return `${symbols.missed} ${wanted} was not seen, ${sla}`;
    case 'suppressed':
      return `${symbols.missed} nobody was notified: ${stage.reason ?? 'suppressed'}`;
    case 'unknown':
      return `${symbols.unknown} ${stage.reason ?? 'no source could be asked'}`;
    default:
      return isExpected ? `waiting for ${wanted}, ${sla}` : 'not expected: the attack did not go through';
  }
}

function verdict(scenario: ScenarioView, pane: Pane): Line[] {
  if (!scenario.verdict) return [];
  const [attempts, quarantined] = [attemptsText(scenario), quarantineText(scenario)];
  return [
    ...(attempts === undefined
      ? []
      : labelled(isFlaky(scenario) ? 'flaky' : 'again', attempts, pane, isFlaky(scenario) ? 'late' : 'plain')),
    ...(quarantined === undefined ? [] : labelled('gates', quarantined, pane, 'muted')),
    ...judgement(scenario, scenario.verdict, pane),
  ];
}

function judgement(scenario: ScenarioView, ended: Verdict, pane: Pane): Line[] {
  const tone = verdictTone(ended);
  const [first, ...rest] = labelled('', scenario.explanation ?? '', pane);
  const word = `${verdictSymbol(pane.symbols, ended)} ${verdictWord(ended)}`;
  if (ended === 'detected') return [line(` ${word}: ${printable(scenario.explanation ?? '')}`, tone)];
  const change = scenario.link ? labelled('change', scenario.link.change, pane) : [];
  return [line(` ${word}`, tone, true), ...(first ? [first, ...rest] : []), ...change];
}

/** What surrounds the attack: alerts that were there before it, the benign twin, containment, what was left. */
function around(scenario: ScenarioView, pane: Pane): Line[] {
  const {benign, quiet, cleaned} = scenario;
  const lines: Line[] = [];
  if (quiet?.firing.length) {
    lines.push(
      ...labelled(
        'before',
        `already alerting, does not count: ${quiet.firing.map(f => f.rule).join(', ')}`,
        pane,
        'late',
      ),
    );
  }
  if (benign)
    lines.push(...labelled('benign', benignText(benign), pane, benign.state === 'alerted' ? 'late' : 'muted'));
  lines.push(...containmentLines(scenario, pane));
  if (cleaned?.left.length) lines.push(...labelled('left', cleaned.left.join(', '), pane, 'missed'));
  return lines;
}

/** How far people have contained it, then how each check ended. */
function containmentLines({containment, contained, response, harm}: ScenarioView, pane: Pane): Line[] {
  const isOver = containment.some(({rehearsed}) => !rehearsed);
  const now = isOver ? [] : response.flatMap(check => standingLine(check, pane));
  return [
    ...now,
    ...harmLines(harm, pane),
    ...(contained ? containedLine(contained, pane) : []),
    ...containment.flatMap(c => checkLine(c, pane)),
  ];
}

/** A bystander that does not work, or of which nothing is known. */
function harmLines(harm: ScenarioView['harm'], pane: Pane): Line[] {
  const last = harm.at(-1);
  if (!last || last.state === 'fine') return [];
  return labelled('harm', last.detail, pane, last.state === 'harmed' ? 'missed' : 'unknown');
}

const standingLine = ({state, check, detail}: ScenarioView['response'][number], pane: Pane): Line[] =>
  labelled('contain', `${state}: ${detail || check}`, pane, state === 'held' ? 'ok' : 'late');

function containedLine(contained: NonNullable<ScenarioView['contained']>, pane: Pane): Line[] {
  const text = `contained after ${formatDuration(contained.ttcMs)} of ${formatDuration(contained.withinMs)}`;
  return labelled(
    'contain',
    text,
    pane,
    ({'in time': 'ok', late: 'late', unknown: 'unknown'} as const)[containedHow(contained)],
  );
}

function checkLine(
  {check, state, latencyMs, rehearsed, detail}: ScenarioView['containment'][number],
  pane: Pane,
): Line[] {
  const time = latencyMs === undefined ? '' : ` after ${formatDuration(latencyMs)}`;
  const by = rehearsed ? ' (rehearsed by kubedrill)' : detail && state !== 'contained' ? `: ${detail}` : '';
  return labelled('contain', `${check}: ${state}${time}${by}`, pane, state === 'contained' ? 'muted' : 'late');
}

const benignText = ({state, rules, detail}: NonNullable<ScenarioView['benign']>): string =>
  state === 'alerted'
    ? `false alarm, the harmless twin made ${rules.join(', ')} alert`
    : `the harmless twin: ${state}${detail ? ` (${detail})` : ''}`;

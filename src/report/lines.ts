import type {DrillEvent, EventOf, PlannedScenario} from '../events/events.js';
import {formatDuration} from '../lib/duration.js';
import {printable} from '../lib/text/printable.js';
import {RunFold} from '../view/fold.js';
import {attemptsText, isFlaky, quarantineText} from '../view/nightly/attempts.js';
import {underTest} from '../view/nightly/context-words.js';
import {shortTime, stageOf, stagesOf} from '../view/stage-times.js';
import {plain, type Symbols, symbolsFor, verdictSymbol, verdictWord} from '../view/symbols.js';
import {left, right} from '../view/text.js';
import type {ScenarioView} from '../view/view.js';
import {responseLines} from './response-lines.js';

/** How the lines are written. `width` only sets how long a title may be; lines are never cut, since logs wrap. */
export interface LineOptions {
  ascii: boolean;
  width?: number;
}

/**
 * Reports a run as plain lines while it goes on, for terminals that are none: give it every event in order, and it
 * writes whole lines, each when its fact is settled. The first line says on which cluster, and why on that one.
 */
export function lineReporter(write: (text: string) => void, options: LineOptions): (event: DrillEvent) => void {
  const style: Style = {symbols: symbolsFor(options.ascii), title: 0, fold: new RunFold()};
  return event => {
    style.fold.add(event);
    if (event.type === 'run.started') style.title = titleWidth(event.scenarios, options.width ?? 100);
    for (const line of linesOf(event, style)) write(`${plain(printable(line), options.ascii)}\n`);
  };
}

const titleWidth = (scenarios: readonly PlannedScenario[], width: number): number =>
  Math.min(
    scenarios.reduce((longest, s) => Math.max(longest, s.title.length), 0),
    Math.max(20, width - 60),
  );

/** What lines are written with: `title` is the width of the titles, `fold` what is known by now. */
interface Style {
  symbols: Symbols;
  title: number;
  fold: RunFold;
}

function linesOf(event: DrillEvent, style: Style): string[] {
  const {symbols} = style;
  switch (event.type) {
    case 'run.started':
      return [opening(event)];
    case 'cluster.phase':
      return event.state === 'started' ? [] : [phaseLine(event, style)];
    case 'cluster.ready':
      return [
        `  ${symbols.ok} cluster ${event.name} is ready: Kubernetes ${event.version.replace(/^v/, '')}${event.simulated ? ', simulated' : ''}`,
      ];
    case 'run.context':
      return [`  ${symbols.ok} under test: ${underTest(event)}`];
    case 'preflight.checked':
      return checkLines(event, symbols);
    case 'source.changed':
      return event.state === 'down'
        ? [`  ${symbols.warning} source ${event.source} is down: ${event.reason ?? 'no reason given'}`]
        : [];
    case 'cleanup.finished':
      return cleanupLines(event, symbols);
    case 'responders.admitted':
      return event.people.some(({file}) => file)
        ? [
            '  people have accounts of their own; in the folder of the run:',
            ...event.people.flatMap(({name, file}) => (file ? [`      ${name}  ${file}`] : [])),
          ]
        : [];
    case 'run.ended':
      return event.outcome === 'finished'
        ? []
        : [`  ${symbols.warning} ${event.outcome}: ${event.reason ?? 'no reason given'}`];
    default:
      return 'scenario' in event ? scenarioLines(event, style) : [];
  }
}

function opening(event: EventOf<'run.started'>): string {
  const {cluster, drill, scenarios, settings} = event;
  const where = cluster.simulated
    ? 'the simulated cluster'
    : `${/^[aeiou]/.test(cluster.kind) ? 'an' : 'a'} ${cluster.kind} cluster`;
  const sla = settings.slaMs === undefined ? `SLA ×${settings.slaFactor}` : `SLA ${formatDuration(settings.slaMs)}`;
  const count = `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`;
  return `kubedrill ${drill.id} on ${where} (${cluster.reason}), ${count}, ${sla}`;
}

function phaseLine(event: EventOf<'cluster.phase'>, {fold, symbols}: Style): string {
  const began = fold.view.phases.findLast(p => p.phase === event.phase)?.sinceMs;
  const took = began === undefined ? '' : `  ${right(formatDuration(event.ms - began), 8)}`;
  const mark = event.state === 'done' ? symbols.ok : symbols.missed;
  return `  ${mark} ${left(event.phase, 24)}${took}${event.detail ? `  ${event.detail}` : ''}`;
}

function checkLines(event: EventOf<'preflight.checked'>, symbols: Symbols): string[] {
  if (event.state === 'ok') return [];
  const mark = {warning: symbols.warning, failed: symbols.missed, skipped: symbols.skipped}[event.state];
  const whose = event.scenario ? ` (${event.scenario})` : '';
  return [
    `  ${mark} preflight ${event.state}: ${event.title}${whose}: ${event.detail}`,
    ...event.next.map(n => `      next: ${n}`),
  ];
}

function cleanupLines(event: EventOf<'cleanup.finished'>, symbols: Symbols): string[] {
  const mark = event.left.length ? symbols.missed : symbols.ok;
  const summary = `  ${mark} cleaned up: ${event.created} created, ${event.left.length} left behind, cluster ${event.cluster}`;
  return [summary, ...event.left.map(object => `      left behind: ${object}`)];
}

function scenarioLines(event: Extract<DrillEvent, {scenario: string}>, style: Style): string[] {
  const scenario = style.fold.about(event);
  const title = scenario?.plan.title ?? event.scenario;
  const {symbols} = style;
  if (event.type === 'scenario.judged' && scenario)
    return [...judged(event, scenario, style), ...disagreeing(event, style)];
  if (event.type === 'scenario.attempt') {
    return [`  ${symbols.running} ${title}: ${event.because}, attempt ${event.attempt} of ${event.of} begins`];
  }
  if (event.type === 'scenario.quarantined' && scenario) {
    return [`  ${symbols.warning} ${title}: ${quarantineText(scenario)}`];
  }
  if (event.type === 'quiet.checked' && event.firing.length) {
    const rules = event.firing.map(f => `${f.rule} (${f.source})`).join(', ');
    return [`  ${symbols.warning} ${title}: already alerting before the attack, does not count: ${rules}`];
  }
  if (event.type === 'benign.judged' && event.state === 'alerted') {
    return [`  ${symbols.warning} ${title}: false alarm, the benign twin made ${event.rules.join(', ')} alert`];
  }
  const told = responseLines(event, scenario, symbols);
  if (told) return told;
  return event.type === 'containment.checked' ? uncontained(event, scenario, title, symbols) : [];
}

/** What was not contained at the end, which may have come before the time was over; and of what that is not known. */
function uncontained(
  event: EventOf<'containment.checked'>,
  scenario: ScenarioView | undefined,
  title: string,
  symbols: Symbols,
): string[] {
  const {check, detail, withinMs, ms} = event;
  if (event.state === 'contained') return [];
  if (event.state === 'unknown') {
    if (event.rehearsed) return [];
    const why = detail ? ` (${detail})` : '';
    return [`  ${symbols.unknown} ${title}: it is not known whether it is contained: ${check}${why}`];
  }
  const within = formatDuration(withinMs);
  const passedMs = scenario?.asked ? ms - scenario.asked.ms : withinMs;
  const when =
    passedMs < withinMs ? `when it ended after ${formatDuration(passedMs)} of ${within}` : `within ${within}`;
  return [`  ${symbols.warning} ${title}: not contained ${when}: ${check}`];
}

function judged(event: EventOf<'scenario.judged'>, scenario: ScenarioView, {symbols, title}: Style): string[] {
  const {verdict} = event;
  const word = left(`${verdictSymbol(symbols, verdict)} ${verdictWord(verdict)}`, 15);
  const name = left(scenario.plan.title, title, symbols.ellipsis);
  if (verdict !== 'detected' && verdict !== 'late') return [`  ${word} ${name}  ${event.explanation}`];
  const row = `  ${word} ${name}  ${latencyOfSla(scenario)}   ${linkTimes(scenario)}`.trimEnd();
  return verdict === 'late' ? [row, `      ${event.explanation}`] : [row];
}

/** That it is flaky, as soon as it is known: the last attempt alone would look as it should. */
function disagreeing(event: EventOf<'scenario.judged'>, {symbols, fold}: Style): string[] {
  const whole = fold.whole(event);
  if (!whole || !isFlaky(whole)) return [];
  const word = left(`${verdictSymbol(symbols, 'flaky')} ${verdictWord('flaky')}`, 15);
  return [`  ${word} ${whole.plan.title}  ${attemptsText(whole)}`];
}

/** `4.1 s of 30.0 s`: the last link that the scenario expects, against its SLA. */
function latencyOfSla(scenario: ScenarioView): string {
  const last = scenario.stages.findLast(s => s.slaMs !== undefined && s.latencyMs !== undefined);
  if (last?.latencyMs === undefined || last.slaMs === undefined) return right('', 18);
  return `${right(formatDuration(last.latencyMs), 8)} of ${left(formatDuration(last.slaMs), 8)}`;
}

const linkTimes = (scenario: ScenarioView): string =>
  stagesOf([scenario])
    .filter(stage => stage !== 'executed')
    .map(stage => [stage, stageOf(scenario, stage)?.latencyMs] as const)
    .map(([stage, ms]) => (ms === undefined ? '' : `${stage} ${shortTime(ms)}`))
    .filter(Boolean)
    .join('  ');

import {formatDuration} from '../../lib/duration.js';
import {linkWord} from '../../view/link-words.js';
import {answerText, groupRequests, type RequestGroup} from '../../view/requests.js';
import {symbolsFor, verdictSymbol, verdictWord} from '../../view/symbols.js';
import type {ScenarioView} from '../../view/view.js';
import {blocks, code, link, list, text} from './text.js';

const SYMBOLS = symbolsFor(false);

/** A verdict as mark and word. */
export const verdictOf = ({verdict}: ScenarioView): string =>
  verdict ? `${verdictSymbol(SYMBOLS, verdict)} ${verdictWord(verdict)}` : `${SYMBOLS.none} not run`;

/** One scenario: requests, evidence, explanation, containment, prevention, references. */
export function scenarioSection(s: ScenarioView): string {
  const {plan} = s;
  const tags = Object.entries(plan.tags).map(([framework, ids]) => `${framework} ${ids.join(' ')}`);
  const attack = groupRequests(s.requests.filter(r => r.sent.purpose === 'attack'));
  return blocks(
    `### ${text(plan.title)}: ${verdictOf(s)}`,
    text(plan.description),
    text([`severity ${plan.severity}`, ...tags].join(' · ')),
    s.explanation && text(s.explanation),
    brokenLink(s),
    attack.length ? `Requests:\n\n${list(attack.map(requestLine))}` : undefined,
    evidence(s),
    benign(s),
    containment(s),
    `Prevention: ${text(plan.prevent)}`,
    plan.references.length ? `References:\n\n${list(plan.references.map(link))}` : undefined,
  );
}

function requestLine({first, times}: RequestGroup): string {
  const {sent, answered} = first;
  const many = times > 1 ? `, ${times} times` : '';
  return `${code(`${sent.method} ${sent.path}`)} → ${answerText(answered)}${many}, as ${code(sent.actor)}`;
}

function brokenLink({link: broken, verdict}: ScenarioView): string | undefined {
  if (!broken) return undefined;
  return `Last link that held: ${text(broken.lastHeld ?? 'none')}. ${linkWord(verdict)}: **${text(broken.broken)}**. Change: ${text(broken.change)}`;
}

/** What was not counted is shown too, since it is the first thing that a reader asks about. */
function evidence({signals}: ScenarioView): string | undefined {
  const lines = signals.map(({stage, source, latencyMs, counted, reason, evidence: {ref, rule, link: at}}) => {
    const by = rule && rule.id !== ref ? `, rule ${text(rule.id)}` : '';
    const not = counted ? '' : `; not counted: ${text(reason ?? '')}`;
    return `${stage} after ${formatDuration(latencyMs)} by ${text(source)}: ${code(ref)}${by}${not}${at === undefined ? '' : ` ${link(at)}`}`;
  });
  return lines.length ? `Evidence:\n\n${list(lines)}` : undefined;
}

function benign({benign: twin}: ScenarioView): string | undefined {
  if (!twin) return undefined;
  const why = [twin.rules.join(', '), twin.detail].filter(Boolean).join('; ');
  return `Benign twin: ${twin.state}${why ? ` (${text(why)})` : ''}`;
}

function containment(s: ScenarioView): string | undefined {
  const lines = s.containment.map(({check, state, latencyMs, withinMs, rehearsed}) => {
    const took = latencyMs === undefined ? '' : ` after ${formatDuration(latencyMs)}`;
    const by = rehearsed ? ', rehearsed by kubedrill, not scored' : '';
    return `${text(check)}: ${state}${took} of ${formatDuration(withinMs)}${by}`;
  });
  return lines.length ? `Containment:\n\n${list(lines)}` : undefined;
}

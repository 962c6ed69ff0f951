import {printable} from '../../lib/text/printable.js';
import {acknowledgementText} from '../../view/acknowledgement-words.js';
import {linkWord} from '../../view/link-words.js';
import type {ScenarioView} from '../../view/view.js';
import {type Line, line, span} from '../text/line.js';
import {detailLines, type Pane} from './detail.js';

/** Levels of a document that are open while the evidence is folded; what lies deeper is counted. */
const FOLDED_DEPTH = 2;

/** Everything known of a scenario, with the documents that prove it as they are. */
export function evidenceLines(scenario: ScenarioView, open: boolean, pane: Pane): Line[] {
  const setUp = scenario.requests.filter(r => r.sent.purpose !== 'attack').length;
  const lines: Line[] = [...detailLines(scenario, pane, true), line('')];
  if (setUp)
    lines.push(line(` ${setUp} more requests for set-up, benign twin, containment and clean-up`, 'muted'), line(''));
  if (scenario.link?.proof !== undefined) {
    lines.push(line(` ${linkWord(scenario.verdict).toLowerCase()} ${scenario.link.broken}: why`, 'missed', true));
    lines.push(...jsonLines(scenario.link.proof, open), line(''));
  }
  for (const signal of scenario.signals) {
    const {evidence, counted, reason} = signal;
    const verdict = counted ? '' : `  does not count: ${reason ?? ''}`;
    lines.push([
      span(` ${evidence.kind} ${printable(evidence.ref)}`, counted ? 'ok' : 'muted', true),
      span(
        `  ${signal.stage} by ${signal.source}, +${(signal.latencyMs / 1000).toFixed(2)}s${printable(verdict)}`,
        'muted',
      ),
    ]);
    lines.push(...documentLines(evidence.document, open), line(''));
  }
  for (const event of scenario.acknowledgements) {
    lines.push([
      span(' acknowledged ', event.counted ? 'ok' : 'muted', true),
      span(printable(acknowledgementText(event)), 'muted'),
    ]);
    lines.push(...documentLines(event.evidence.document, open), line(''));
  }
  if (!scenario.signals.length) lines.push(line(' no source has seen anything of it yet', 'muted'));
  return lines;
}

/** Logs of older versions did not keep the document of a foreign alert. */
const documentLines = (document: unknown, open: boolean): Line[] =>
  document === null || document === undefined
    ? [line('   its document was not kept', 'muted')]
    : jsonLines(document, open);

/** A document as indented JSON, one value a line; folded, what lies deep is only counted. */
export function jsonLines(document: unknown, open: boolean): Line[] {
  return fold(document, '', open ? Number.POSITIVE_INFINITY : FOLDED_DEPTH).map(text => line(`   ${printable(text)}`));
}

function fold(value: unknown, key: string, depth: number): string[] {
  const name = key ? `${JSON.stringify(key)}: ` : '';
  if (value === null || typeof value !== 'object') return [`${name}${JSON.stringify(value) ?? 'null'}`];
  const list = Array.isArray(value);
  const [begin, end] = list ? ['[', ']'] : ['{', '}'];
  const entries: [string, unknown][] = list ? value.map(item => ['', item]) : Object.entries(value);
  const flat =
    list && value.every(item => item === null || typeof item !== 'object') ? JSON.stringify(value) : undefined;
  if (!entries.length || (flat !== undefined && flat.length < 60)) return [`${name}${JSON.stringify(value)}`];
  if (depth <= 0) return [`${name}${begin}... ${entries.length} ${list ? 'items' : 'fields'}${end}`];
  const inner = entries.flatMap(([k, v], index) => {
    const lines = fold(v, k, depth - 1);
    return index < entries.length - 1 ? [...lines.slice(0, -1), `${lines.at(-1)},`] : lines;
  });
  return [`${name}${begin}`, ...inner.map(text => `  ${text}`), end];
}

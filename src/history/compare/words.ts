import {printable} from '../../lib/text/printable.js';
import {someOf} from '../../lib/text/some-of.js';
import {blocks, list, text} from '../../report/markdown/text.js';
import type {FindingSeverity} from '../judge/finding.js';
import type {RuleSettings} from '../judge/settings.js';
import {baselineText, findingText, rateText} from '../judge/words.js';
import {type Compared, type Comparison, gatesOf} from './compare.js';

/** How bad a finding is, as its line begins. */
export const SEVERITY: Readonly<Record<FindingSeverity, string>> = {gate: 'WORSE', warning: 'warning', note: 'note'};

/** A time to the minute. */
export const minute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
/** The id of a run: its uid without when it began. */
export const idOf = (uid: string): string => uid.slice(uid.lastIndexOf(' ') + 1);

/** A comparison as lines: what was put beside what, its findings, and what is not known. */
export const compareText = (comparison: Comparison, rules: RuleSettings): string =>
  [
    titleOf(comparison),
    ...besideLines(comparison, rules),
    ...(comparison.findings.length || comparison.undecided.length ? [''] : []),
    ...comparison.findings.map(
      finding => `${SEVERITY[finding.severity].padEnd(8)} ${comparedText(finding, comparison)}`,
    ),
    ...comparison.undecided.map(why => `${'UNKNOWN'.padEnd(8)} ${why}`),
    '',
    endText(comparison),
  ]
    .map(printable)
    .join('\n');

/** The same as Markdown, for the summary of a job. */
export const compareMarkdown = (comparison: Comparison, rules: RuleSettings): string =>
  blocks(
    `# ${text(titleOf(comparison))}`,
    besideLines(comparison, rules).map(text).join('  \n'),
    list([
      ...comparison.findings.map(f => `**${SEVERITY[f.severity]}** ${text(comparedText(f, comparison))}`),
      ...comparison.undecided.map(why => `**UNKNOWN** ${text(why)}`),
    ]),
    text(endText(comparison)),
  );

/** The id of the run stands first: what a drill is called comes from outside. */
export function titleOf({drill, fleet, cluster, kind, run}: Comparison): string {
  const where = [fleet, cluster].filter(Boolean).join('/');
  const simulated = kind === 'simulated' && cluster !== kind ? ', simulated' : '';
  return `run ${idOf(run.run)} of ${minute(run.at)}: ${drill} on ${where}${simulated}`;
}

function besideLines(comparison: Comparison, rules: RuleSettings): string[] {
  const {beside, baseline, nights} = comparison;
  const detections = beside
    ? `${baseline === 'last-green' ? 'the last green run, ' : 'run '}${idOf(beside.run)} of ${minute(beside.at)}`
    : nights > 1
      ? earlierNights(nights - 1, rules)
      : undefined;
  const latencies = latencyStates(comparison, rules);
  return [
    ...(detections ? [`detections beside ${detections}`] : []),
    ...(latencies ? [`latencies beside pinned nights: ${latencies}`] : []),
  ];
}

/** The first ones say how reliable a detection was, as many as a baseline has. */
function earlierNights(count: number, {baseline}: RuleSettings): string {
  if (count > baseline.nights) return `the first ${baseline.nights} of ${count} earlier nights`;
  return count === 1 ? '1 earlier night' : `${count} earlier nights`;
}

/** How far the baseline of each link is, equal ones together. */
export function latencyStates({links}: Pick<Comparison, 'links'>, rules: RuleSettings): string {
  const states = Map.groupBy(links, ({baseline, window}) => {
    const missing = baseline.state !== 'learning' && window < rules.slower.window;
    return `${baselineText(baseline, rules)}${missing ? `, ${window} of ${rules.slower.window} nights after them` : ''}`;
  });
  return [...states].map(([state, of]) => `${of.map(({link}) => link).join(', ')} ${state}`).join('; ');
}

/** A finding in one line. How often first attempts were detected is said of one scenario. */
export function comparedText(finding: Compared, {first}: Comparison): string {
  const [name, ...more] = finding.scenarios;
  const rate = finding.link === undefined && name !== undefined && !more.length ? first[name] : undefined;
  const known = rate && finding.kind !== 'new noise';
  return [
    findingText(finding),
    ...(known
      ? [
          `first attempts detected: ${[
            ...(rate.before.of ? [`${rateText(rate.before)} in the baseline`] : []),
            `${rateText(rate.recent)} lately`,
          ].join(', ')}`,
        ]
      : []),
    ...(finding.quarantined ? ['in quarantine'] : []),
  ].join('; ');
}

function endText(comparison: Comparison): string {
  const {findings, undecided} = comparison;
  const gates = gatesOf(comparison).length;
  if (gates) return `${gates} ${gates === 1 ? 'finding counts' : 'findings count'} for gates`;
  if (undecided.length) return `not decided: ${someOf(undecided)}`;
  return findings.length ? 'nothing that counts for gates' : 'nothing found';
}

import {formatDuration} from '../../../lib/duration.js';
import {someOf} from '../../../lib/text/some-of.js';
import {
  code,
  blocks as mdBlocks,
  list as mdList,
  table as mdTable,
  text as mdText,
} from '../../../report/markdown/text.js';
import {table} from '../../table.js';
import {eventsText} from '../text.js';
import type {AttackDiff, Rate, RuleDiff, RulesDiff} from './compare.js';

/** What was put beside each other, by name. */
export interface Named {
  base: string;
  head: string;
}

/** With labels the alarms that are counted are those on no attack. */
const headOf = ({attacks}: RulesDiff): string[] => [
  ...['rule', 'change', attacks ? 'false alarms' : 'alarms', 'a day before', 'a day after'],
];
const NO_LABELS = 'which requests were attacks is not known without --labels';

/** A diff of rules for people. */
export function diffText(diff: RulesDiff, {base, head}: Named): string {
  const {attacks, rules} = diff;
  return [
    `${base} → ${head}: ${changedText(diff)}`,
    ...(attacks ? attackLines(attacks) : [NO_LABELS]),
    ...(rules.length ? ['', table([headOf(diff), ...rules.map(row)]).trimEnd()] : []),
    '',
    logText(diff),
  ].join('\n');
}

/** By it the comment of the run before is found, and replaced. */
const MARKER = '<!-- kubedrill rules diff -->';
/** Code hosts take no comment that is longer than 65,536 characters. */
const LONGEST = 65_000;
const DAY_MS = 86_400_000;

/** The same as a comment on a change, with a marker that finds the last one; what is too long for a comment is counted. */
export function diffMarkdown(diff: RulesDiff, {base, head}: Named): string {
  const {attacks, rules} = diff;
  const lost = attacks?.lost.length ?? 0;
  const title = lost
    ? `${lost} ${lost === 1 ? 'attack' : 'attacks'} lost`
    : attacks
      ? 'No attack lost'
      : 'Rules changed';
  const made = (rows: readonly RuleDiff[]) =>
    mdBlocks(
      MARKER,
      `### ${title}`,
      `${code(base)} → ${code(head)}: ${mdText(changedText(diff))}`,
      attacks ? mdList(attackLines(attacks).map(mdText)) : mdText(NO_LABELS),
      rows.length ? mdTable([headOf(diff), ...rows.map(rule => row(rule).map(mdText))]) : '',
      rows.length < rules.length ? `and ${rules.length - rows.length} rules more` : '',
      mdText(logText(diff)),
    );
  let rows = rules.length;
  while (rows > 0 && made(rules.slice(0, rows)).length > LONGEST) rows = Math.floor(rows / 2);
  return made(rules.slice(0, rows)).slice(0, LONGEST);
}

function changedText({rules, same}: RulesDiff): string {
  const counts = (['added', 'removed', 'changed'] as const).flatMap(change => {
    const count = rules.filter(rule => rule.change === change).length;
    return count ? [`${count} ${change}`] : [];
  });
  return `${counts.join(', ') || 'no rule differs'}, ${same} alerting ${same === 1 ? 'rule' : 'rules'} as before`;
}

function attackLines({lost, found, kept, missed, unknown}: NonNullable<RulesDiff['attacks']>): string[] {
  const was = ({scenario, before}: AttackDiff) => `LOST ${scenario}, which ${before.join(', ')} found`;
  const is = ({scenario, after}: AttackDiff) => `found ${scenario}, by ${after.join(', ')}`;
  return [
    ...lost.map(was),
    ...found.map(is),
    `${kept} found by both`,
    ...(missed.length ? [`found by neither: ${someOf(missed)}`] : []),
    ...(unknown.length ? [`unknown, because not all of the log could be read: ${someOf(unknown)}`] : []),
  ];
}

const row = ({rule, change, before, after, noisier}: RuleDiff): string[] => [
  rule,
  noisier ? `${change}, noisier` : change,
  `${before?.alarms ?? '-'} → ${after?.alarms ?? '-'}`,
  rateText(before),
  rateText(after),
];

/** `0.3 (0.1 to 0.9)`; for none what it is at most. */
function rateText(rate: Rate | undefined): string {
  if (!rate) return '-';
  if (!rate.aDay) return 'unknown';
  const {low, high} = rate.aDay;
  return rate.alarms === 0 ? `at most ${short(high)}` : `${short(rate.aDay.rate)} (${short(low)} to ${short(high)})`;
}

const short = (value: number): string => (value >= 100 ? String(Math.round(value)) : value.toPrecision(2));

const logText = (diff: RulesDiff): string =>
  `${eventsText(diff)}${diff.days === null ? ', of which it is not known how long they took' : ` in ${formatDuration(diff.days * DAY_MS)}`}`;

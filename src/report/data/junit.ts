import type {Verdict} from '../../events/words.js';
import type {ScoreCard} from '../../score/card.js';
import {gateWord} from '../../score/gate-word.js';
import {attemptsOf, isFlaky, isQuarantined, quarantineText} from '../../view/nightly/attempts.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {escapeMarkup} from '../xml.js';

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

/** What a verdict is to a CI server: missed and late are failures, what could not be found out is an error. */
const OUTCOME: Record<Verdict, Outcome> = {
  detected: 'passed',
  prevented: 'passed',
  late: 'failure',
  missed: 'failure',
  'not executed': 'error',
  inconclusive: 'error',
  skipped: 'skipped',
};

/** A run for CI servers, in the form that Jenkins, GitLab and GitHub's reporters read: one test case a scenario. */
export function junitReport(view: RunView, card: ScoreCard): string {
  const cases = view.scenarios.map(s => ({s, outcome: outcomeOf(s)}));
  const count = (outcome: string) => cases.filter(c => c.outcome === outcome).length;
  const {started} = view;
  const where = started?.cluster.simulated ? 'simulated' : (started?.cluster.kind ?? '');
  const attributes = [
    ['name', `kubedrill ${started?.drill.id ?? ''} (${where})`],
    ['tests', String(cases.length)],
    ['failures', String(count('failure'))],
    ['errors', String(count('error'))],
    ['skipped', String(count('skipped'))],
    ...(view.scenarios.some(s => s.later.length) ? [['flakes', String(view.scenarios.filter(isFlaky).length)]] : []),
    ['time', inSeconds(view.nowMs)],
    ...(started ? [['timestamp', started.at.slice(0, 19)]] : []),
  ];
  const suite = attributes.map(([name, value]) => `${name}="${escapeMarkup(value ?? '')}"`).join(' ');
  const body = cases.map(({s, outcome}) => testCase(s, outcome)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite ${suite}>\n${properties(view, card)}${body}  </testsuite>\n</testsuites>\n`;
}

/** What is in quarantine fails nobody's build; what is flaky has passed in the end, and says how it did before. */
function outcomeOf(s: ScenarioView): Outcome {
  if (isFlaky(s)) return 'passed';
  const outcome = attemptOutcome(s);
  return outcome !== 'passed' && isQuarantined(s) ? 'skipped' : outcome;
}

const attemptOutcome = ({verdict}: ScenarioView): Outcome => (verdict ? OUTCOME[verdict] : 'error');

/** What holds for the whole run: a failed gate is not a test case, but a reader of the file must find it. */
function properties({started, cluster}: RunView, {total, gates}: ScoreCard): string {
  const all = [
    ['run', started?.run ?? ''],
    ['simulated', String(started?.cluster.simulated ?? false)],
    ['kubernetes', cluster?.version ?? ''],
    ['score', String(total)],
    ...gates.map(g => [`gate: ${g.name}`, g.held ? 'held' : `${gateWord(g)}: ${g.detail}`]),
  ];
  const lines = all.map(
    ([name = '', value = '']) => `      <property name="${escapeMarkup(name)}" value="${escapeMarkup(value)}"/>\n`,
  );
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(3);

function testCase(s: ScenarioView, outcome: Outcome): string {
  const latency = Math.max(0, ...s.stages.map(stage => stage.latencyMs ?? 0));
  const name = escapeMarkup(`${s.plan.id}: ${s.plan.title}`);
  const head = `    <testcase classname="kubedrill.${escapeMarkup(s.plan.severity)}" name="${name}" time="${inSeconds(latency)}"`;
  const inside = [outcome === 'passed' ? '' : problem(s, outcome), ...(outcome === 'skipped' ? [] : tries(s)), noise(s)]
    .filter(Boolean)
    .toSorted((a, b) => placeOf(a) - placeOf(b));
  if (!inside.length) return `${head}/>\n`;
  return `${head}>\n${inside.map(line => `      ${line}\n`).join('')}    </testcase>\n`;
}

/** The schema has an order, whatever happened first. */
const ORDER = [
  ...(['failure', 'rerunFailure', 'flakyFailure', 'skipped'] as const),
  ...(['error', 'rerunError', 'flakyError', 'system-out'] as const),
];
const placeOf = (element: string): number => ORDER.findIndex(name => new RegExp(`^<${name}[ >]`).test(element));

function problem(s: ScenarioView, outcome: Exclude<Outcome, 'passed'>): string {
  const quarantined = isQuarantined(s) ? `${quarantineText(s)}; ` : '';
  const message = escapeMarkup(quarantined + messageOf(s));
  // Readers show both, the text below the message: the cause stands in one of them.
  const change = s.link ? escapeMarkup(`change: ${s.link.change}`) : '';
  if (outcome === 'skipped') return `<skipped message="${message}"/>`;
  return `<${outcome} type="${escapeMarkup(verdictOf(s))}" message="${message}">${change}</${outcome}>`;
}

const verdictOf = ({verdict}: ScenarioView): string => verdict ?? 'not run';

const messageOf = (s: ScenarioView): string =>
  `${verdictOf(s)}: ${s.explanation ?? 'the run ended before it was judged'}`;

/**
 * Attempts that did not end as they should, in Surefire's form: of a flaky scenario each is a `flakyFailure`; of another
 * the first is its failure, and the later ones are a `rerunFailure` each.
 *
 * @see https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd
 */
function tries(s: ScenarioView): string[] {
  const [prefix, attempts] = isFlaky(s) ? (['flaky', attemptsOf(s)] as const) : (['rerun', s.later] as const);
  return attempts.flatMap(attempt => {
    const outcome = attemptOutcome(attempt);
    if (outcome === 'passed' || outcome === 'skipped') return [];
    const name = `${prefix}${outcome === 'failure' ? 'Failure' : 'Error'}`;
    // The schema wants one of each attempt.
    const told = attempt.link ? `change: ${attempt.link.change}` : messageOf(attempt);
    const change = `<stackTrace>${escapeMarkup(told)}</stackTrace>`;
    const attributes = `type="${escapeMarkup(verdictOf(attempt))}" message="${escapeMarkup(messageOf(attempt))}"`;
    return [`<${name} ${attributes}>${change}</${name}>`];
  });
}

/** A false alarm fails no test case of its own, since the attack may well have been detected; a gate decides. */
const noise = ({benign}: ScenarioView): string =>
  benign?.state === 'alerted'
    ? `<system-out>false alarm: ${escapeMarkup(benign.rules.join(', '))} alerted on the benign twin</system-out>`
    : '';

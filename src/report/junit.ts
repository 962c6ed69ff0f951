import type {Verdict} from '../events/words.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {escapeMarkup} from './xml.js';

/** What a verdict is to a CI server: missed and late are failures, what could not be found out is an error. */
const OUTCOME: Record<Verdict, 'passed' | 'failure' | 'error' | 'skipped'> = {
  detected: 'passed',
  prevented: 'passed',
  late: 'failure',
  missed: 'failure',
  'not executed': 'error',
  inconclusive: 'error',
  skipped: 'skipped',
};

/** A run for CI servers, in the form that Jenkins, GitLab and GitHub's reporters read: one test case a scenario. */
export function junitReport(view: RunView): string {
  const cases = view.scenarios.map(s => ({s, outcome: s.verdict ? OUTCOME[s.verdict] : ('error' as const)}));
  const count = (outcome: string) => cases.filter(c => c.outcome === outcome).length;
  const {started} = view;
  const where = started?.cluster.simulated ? 'simulated' : (started?.cluster.kind ?? '');
  const attributes = [
    ['name', `kubedrill ${started?.drill.id ?? ''} (${where})`],
    ['tests', String(cases.length)],
    ['failures', String(count('failure'))],
    ['errors', String(count('error'))],
    ['skipped', String(count('skipped'))],
    ['time', inSeconds(view.nowMs)],
    ['timestamp', (started?.at ?? '').slice(0, 19)],
  ];
  const suite = attributes.map(([name, value]) => `${name}="${escapeMarkup(value ?? '')}"`).join(' ');
  const body = cases.map(({s, outcome}) => testCase(s, outcome)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite ${suite}>\n${body}  </testsuite>\n</testsuites>\n`;
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(3);

function testCase(s: ScenarioView, outcome: 'passed' | 'failure' | 'error' | 'skipped'): string {
  const latency = Math.max(0, ...s.stages.map(stage => stage.latencyMs ?? 0));
  const verdict = s.verdict ?? 'not run';
  const head = `    <testcase classname="kubedrill.${escapeMarkup(s.plan.severity)}" name="${escapeMarkup(`${s.plan.id}: ${s.plan.title}`)}" time="${inSeconds(latency)}"`;
  if (outcome === 'passed') return `${head}/>\n`;
  const text = [`${verdict}: ${s.explanation ?? ''}`, s.link ? `change: ${s.link.change}` : ''].filter(Boolean);
  const message = escapeMarkup(text[0] ?? '');
  const detail =
    outcome === 'skipped'
      ? `<skipped message="${message}"/>`
      : `<${outcome} type="${escapeMarkup(verdict)}" message="${message}">${escapeMarkup(text.join('\n'))}</${outcome}>`;
  return `${head}>\n      ${detail}\n    </testcase>\n`;
}

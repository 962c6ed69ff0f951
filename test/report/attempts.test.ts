import {describe, expect, test} from 'vitest';
import {jsonReport} from '../../src/report/data/json.js';
import {junitReport} from '../../src/report/data/junit.js';
import {ResultSchema} from '../../src/report/data/result-schema.js';
import {htmlReport} from '../../src/report/html/page.js';
import {lineReporter} from '../../src/report/lines.js';
import {markdownReport} from '../../src/report/markdown/markdown.js';
import {summaryText} from '../../src/report/summary.js';
import {scoreRun} from '../../src/score/card.js';
import {viewOf} from '../../src/view/fold.js';
import {drillEvents, stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

/** The drill in which pod-exec is missed, with more attempts at it, each with what came of it. */
function eventsOf(...verdicts: ('missed' | 'detected' | 'inconclusive')[]) {
  const all: Timed[] = drillEvents({variant: 'one missed'}).map(({seq: _, at: __, ...fact}) => fact as Timed);
  const at = all.find(({type}) => type === 'cleanup.finished')?.ms ?? 0;
  const scenario = 'pod-exec';
  const more = verdicts.flatMap((verdict, index): Timed[] => [
    {ms: at - 1, type: 'scenario.attempt', scenario, attempt: index + 2, of: verdicts.length + 1, because: 'missed'},
    {
      ms: at - 1,
      type: 'scenario.started',
      scenario,
      token: `kd-again${index}`,
      namespace: `kd-again${index}`,
      actor: 'a',
    },
    {ms: at - 1, type: 'scenario.judged', scenario, verdict, explanation: `attempt ${index + 2} was ${verdict}`},
  ]);
  return stamp([...all, ...more]);
}

const viewWith = (...verdicts: Parameters<typeof eventsOf>) => viewOf(eventsOf(...verdicts));

describe('a flaky scenario', () => {
  const view = viewWith('detected');
  const card = scoreRun(view);

  test('is a flakyFailure of a test that has passed, and is counted', () => {
    const xml = junitReport(view, card);
    expect(xml).toMatch(/failures="0" errors="0" skipped="0" flakes="1"/);
    expect(xml).toMatch(/<testcase [^>]*name="pod-exec: [^>]*>\s*<flakyFailure type="missed" message="missed: /);
    expect(xml).not.toContain('<failure');
  });

  test('is said to be so in result.json, with every attempt, and keeps its first verdict', () => {
    const result = JSON.parse(jsonReport(view, card));
    expect(() => ResultSchema.parse(result)).not.toThrow();
    const [podExec, ...others] = result.scenarios.toSorted((a: {id: string}) => (a.id === 'pod-exec' ? -1 : 0));
    expect(podExec).toMatchObject({verdict: 'missed', flaky: true});
    expect(podExec.attempts).toMatchObject([
      {attempt: 1, verdict: 'missed', token: podExec.token},
      {attempt: 2, verdict: 'detected', token: 'kd-again0', explanation: 'attempt 2 was detected'},
    ]);
    expect(others.some((s: object) => 'attempts' in s || 'flaky' in s)).toBe(false);
  });

  test('is called flaky in summary, Markdown, page and lines, whatever its last attempt was', () => {
    const summary = summaryText(view, card, {ascii: false, width: 100});
    expect(summary).toMatch(/! flaky +Shell in a running pod/);
    expect(summary).toContain('missed, then detected');
    expect(summary).toContain('· 1 flaky ·');
    expect(markdownReport(view, card)).toMatch(/! flaky[\s\S]*Attempts[\s\S]*kd-again0/);
    expect(htmlReport(view, card)).toMatch(/<span class="badge flaky">! flaky<\/span>/);
    const lines: string[] = [];
    const report = lineReporter(line => lines.push(line), {ascii: false});
    for (const event of eventsOf('detected')) report(event);
    expect(lines.join('')).toMatch(
      /missed, attempt 2 of 2 begins[\s\S]*✔ detected[\s\S]*! flaky .*missed, then detected/,
    );
  });
});

test('a scenario that is missed again and again fails once, with a rerunFailure for each attempt after', () => {
  const view = viewWith('missed', 'inconclusive');
  const xml = junitReport(view, scoreRun(view));
  expect(xml).toMatch(/failures="1" errors="0" skipped="0" flakes="0"/);
  expect(xml.match(/<(failure|rerunFailure|rerunError) /g)).toEqual(['<failure ', '<rerunFailure ', '<rerunError ']);
});

test('a view that was handed out does not change with a later attempt', () => {
  const events = eventsOf('missed', 'detected');
  const until = events.findLastIndex(({type}) => type === 'scenario.attempt');
  const before = viewOf(events.slice(0, until));
  const podExec = (view: ReturnType<typeof viewOf>) => view.scenarios.find(s => s.plan.id === 'pod-exec');
  expect(podExec(before)?.later).toHaveLength(1);
  expect(podExec(viewOf(events))?.later).toHaveLength(2);
});

test('what is in quarantine fails no build: it is skipped there, and says why', () => {
  const quarantined: Timed = {ms: 1, type: 'scenario.quarantined', scenario: 'pod-exec', ...QUARANTINE};
  const events = eventsOf('missed').map(({seq: _, at: __, ...fact}) => fact as Timed);
  const view = viewOf(stamp([...events, quarantined]));
  const card = scoreRun(view);
  expect(junitReport(view, card)).toMatch(
    /<skipped message="quarantined by @platform until 2026-12-20: #412; missed: /,
  );
  expect(junitReport(view, card)).not.toContain('rerunFailure');
  expect(summaryText(view, card, {ascii: false, width: 100})).toContain('quarantined by @platform until 2026-12-20');
  expect(
    JSON.parse(jsonReport(view, card)).scenarios.flatMap((s: {quarantine?: object}) => s.quarantine ?? []),
  ).toEqual([QUARANTINE]);
});

const QUARANTINE = {owner: '@platform', until: '2026-12-20', why: '#412', expired: false};

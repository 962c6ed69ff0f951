import {describe, expect, test} from 'vitest';
import {annotationsReport} from '../../src/report/ci/annotations.js';
import {jobSummary} from '../../src/report/ci/job-summary.js';
import {noticesOf} from '../../src/report/ci/notices.js';
import {outputsReport} from '../../src/report/ci/outputs.js';
import {markdownReport} from '../../src/report/markdown/markdown.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';
import {hostileRun, mixedRun} from './sample.js';

const annotations = (view: RunView) => annotationsReport(view, scoreRun(view)).trimEnd().split('\n');

/** So many scenarios that were missed, and as many of which nobody knows. */
function manyBad(count: number): RunView {
  const view = mixedRun();
  const [first] = view.scenarios;
  if (!first) throw new Error('no scenario');
  const named = (verdict: 'missed' | 'inconclusive', i: number) => ({
    ...first,
    ...{verdict, later: [], explanation: `why ${i}`},
    benign: {state: 'silent' as const, rules: []},
    plan: {
      ...first.plan,
      id: `${verdict}-${i}`,
      title: `Number ${i}`,
      severity: i === 7 ? ('critical' as const) : ('low' as const),
    },
  });
  const each = Array.from({length: count}, (_, i) => i);
  return {...view, scenarios: [...each.map(i => named('missed', i)), ...each.map(i => named('inconclusive', i))]};
}

describe('annotations for GitHub', () => {
  test('name what is wrong, errors before warnings, gates before scenarios', () => {
    const lines = annotations(mixedRun());
    expect(lines.map(line => /^::(\w+)/.exec(line)?.[1])).toEqual(['error', 'error', 'error', 'warning', 'warning']);
    expect(lines[0]).toMatch(/^::error title=kubedrill gate failed%3A nothing missed or late::/);
    expect(lines.join('\n')).toMatch(/::error title=kubedrill missed%3A Shell in a running pod::.*change: load a rule/);
    expect(lines.at(-1)).toMatch(/^::warning title=kubedrill (false alarm|inconclusive)%3A/);
  });

  test('are ten of a level at most, the worst of them, and the tenth says how many more there are', () => {
    const lines = annotations(manyBad(23));
    const errors = lines.filter(line => line.startsWith('::error'));
    const warnings = lines.filter(line => line.startsWith('::warning'));
    expect([errors.length, warnings.length]).toEqual([10, 10]);
    expect(errors.findIndex(line => line.includes('Number 7'))).toBeLessThan(
      errors.findIndex(line => line.includes('Number 0')),
    );
    const all = noticesOf(manyBad(23), scoreRun(manyBad(23)));
    const count = (level: string) => all.filter(notice => notice.level === level).length;
    expect(errors[9]).toContain(`; and ${count('error') - 10} more`);
    expect(warnings[9]).toContain(`; and ${count('warning') - 10} more`);
    expect(errors.slice(0, 9).join('')).not.toContain(' more');
  });

  test('stay one line each whatever is in them', () => {
    const lines = annotations(hostileRun());
    expect(lines.every(line => /^::(error|warning) title=[^:,\r\n]*::/.test(line))).toBe(true);
    expect(lines.join('\n')).toContain('%0A');
    expect(lines.join('').replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
  });

  test('say of a run that did not finish so, and of one in which all is fine nothing', () => {
    expect(annotations(drillView({variant: 'interrupted'}))[0]).toMatch(
      /^::error title=kubedrill the run did not finish::interrupted/,
    );
    expect(annotationsReport(drillView(), scoreRun(drillView()))).toBe('');
  });
});

describe('the summary of a job', () => {
  const bytes = (text: string) => Buffer.byteLength(text);

  test('is report.md', () => {
    const view = mixedRun();
    expect(jobSummary(view, scoreRun(view))).toBe(markdownReport(view, scoreRun(view)));
  });

  test('is cut where a section begins, below its limit in bytes, and says so', () => {
    const view = mixedRun();
    const card = scoreRun(view);
    const whole = markdownReport(view, card);
    for (const most of [600, 2000, 5000, bytes(whole) - 1]) {
      const text = jobSummary(view, card, most);
      expect(bytes(text)).toBeLessThanOrEqual(most);
      const kept = text.slice(0, text.lastIndexOf('\n> Cut here: '));
      expect(whole.startsWith(kept)).toBe(true);
      expect(whole.slice(kept.length)).toMatch(/^#{1,3} /);
      expect(text).toMatch(/> Cut here: \d+ more parts? (is|are) in report\.md/);
    }
  });

  test('of a large catalogue stays below a million bytes', () => {
    const view = mixedRun();
    const many = {...view, scenarios: Array.from({length: 1500}, () => view.scenarios).flat()};
    const text = jobSummary(many, scoreRun(view));
    expect(bytes(text)).toBeLessThanOrEqual(1_000_000);
    expect(text).toContain('> Cut here: ');
  });
});

test('outputs have a line each, and count what is wrong or not known', () => {
  expect(outputsReport(mixedRun(), scoreRun(mixedRun()))).toBe('score=71.9\nfindings=5\n');
  expect(outputsReport(drillView(), scoreRun(drillView()))).toMatch(/^score=[\d.]+\nfindings=0\n$/);
});

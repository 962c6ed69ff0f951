import {describe, expect, test} from 'vitest';
import {attacksOf} from '../../src/report/document/attacks.js';
import {rehearsed} from '../../src/report/document/rehearsed.js';
import {usageOf} from '../../src/report/document/usage.js';
import {htmlReport} from '../../src/report/html/page.js';
import {markdownReport} from '../../src/report/markdown/markdown.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';
import {mixedRun} from './sample.js';

const page = (view: RunView) => htmlReport(view, scoreRun(view));
const usage = (view: RunView, title: string) => usageOf(view).find(row => row.title.startsWith(title));
/** The tile of a technique, as a reader of the screen hears it. */
const tile = (text: string, id: string) =>
  new RegExp(`<li class="cell ([^"]*)"[^>]*>(<strong>${id}</strong>.*?)</li>`)
    .exec(text)
    ?.slice(1)
    .map(part => part.replaceAll(/<[^>]*>/g, '').trim());

describe('the pictures of a report', () => {
  test('each have a title and a description, which no other part of the page has the id of', () => {
    const text = page(mixedRun());
    const pictures = [
      ...text.matchAll(/<svg [^>]*aria-labelledby="(\S+) (\S+)"><title id="\1">.+?<\/title><desc id="\2">.+?<\/desc>/g),
    ];
    expect(pictures).toHaveLength(2);
    expect(text.match(/<svg /g)).toHaveLength(2);
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are absent where there is nothing to draw', () => {
    const text = page(drillView({untilMs: 5000}));
    expect(text).not.toContain('<svg');
    expect(text).toContain('No attack was made.');
  });
});

describe('the timeline', () => {
  const attack = (title: string) => attacksOf(mixedRun()).find(one => one.title.startsWith(title));

  test('has every link of an attack that held, by name', () => {
    expect(attack('Privileged pod')?.marks.map(({stage}) => stage)).toEqual(['audited', 'alerted']);
    expect(attack('Privileged pod')?.due).toEqual([]);
  });

  test('tells where an SLA ended before its evidence from where the evidence never came', () => {
    expect(attack('cluster-admin')?.due).toMatchObject([{missed: false}]);
    expect(attack('Shell in')?.due).toMatchObject([{missed: true, label: 'alerted missed: its SLA of 30.0 s ended'}]);
    const text = page(mixedRun());
    expect(text).toContain('links after their SLA: 1, never seen: 1');
    expect(text).toMatch(/<path class="cross"[^>]*><title>alerted missed: its SLA of 30.0 s ended/);
  });
});

describe('latency against SLA', () => {
  test('puts each link beside its own SLA', () => {
    expect(usage(mixedRun(), 'Privileged pod')).toMatchObject({
      used: [
        {stage: 'audited', share: 80 / 5000},
        {stage: 'alerted', label: 'alerted after 2.4 s of 30.0 s'},
      ],
      unseen: [],
      told: expect.stringMatching(/^alerted 2\.4/),
    });
  });

  test('tells the link that is worst: late, missed, or unknown', () => {
    expect(usage(mixedRun(), 'cluster-admin')?.told).toMatch(/^alerted ◷ late/);
    expect(usage(mixedRun(), 'Shell in')).toMatchObject({unseen: [{stage: 'alerted', missed: true}]});
    expect(usage(mixedRun(), 'Burst')?.unseen.every(({missed}) => !missed)).toBe(true);
    expect(page(mixedRun())).toContain(
      '6 scenarios: 1 with a link after its SLA, 2 with a link of which nothing was seen',
    );
  });

  test('keeps what is far above its SLA inside the picture, and says so', () => {
    const view = mixedRun();
    const slow = {
      ...view,
      scenarios: view.scenarios.map(s => ({
        ...s,
        stages: s.stages.map(stage => (stage.state === 'late' ? {...stage, latencyMs: 3_000_000} : stage)),
      })),
    };
    expect(page(slow)).toContain('alerted after 50 m 00 s of 30.0 s, further than this picture goes');
  });
});

describe('what was rehearsed', () => {
  test('has of each technique the worst ending, and how many of its scenarios ended well', () => {
    const text = page(mixedRun());
    expect(tile(text, 'T1609')).toEqual(['missed', expect.stringMatching(/^T1609 0 of 1 ✖ missed Container admin/)]);
    expect(tile(text, 'T1098.006')?.[1]).toMatch(/1 of 2 ◷ late/);
    expect(tile(text, 'T1110')?.[0]).toBe('inconclusive');
  });

  test('names the risks of OWASP that no scenario rehearses, and does not colour them', () => {
    const [look, words] = tile(page(mixedRun()), 'K02') ?? [];
    expect(look).toBe('none');
    expect(words).toMatch(/not rehearsed/);
    expect(markdownReport(mixedRun(), scoreRun(mixedRun()))).toMatch(
      /\| K02 \| Overly permissive.* \| – \| not rehearsed \|/,
    );
  });

  test('does not count what was left out as bad or good', () => {
    const view = mixedRun();
    const skipped = {...view, scenarios: view.scenarios.map(s => ({...s, verdict: 'skipped' as const}))};
    expect(tile(page(skipped), 'T1609')).toEqual(['skipped', expect.stringMatching(/^T1609\s+○ skipped Container/)]);
  });

  test('is left out where no scenario names a framework', () => {
    const view = mixedRun();
    const bare = {...view, scenarios: view.scenarios.map(s => ({...s, plan: {...s.plan, tags: {}}}))};
    expect(rehearsed(bare)).toEqual([]);
  });
});

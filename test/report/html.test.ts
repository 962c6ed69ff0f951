import {describe, expect, test} from 'vitest';
import {htmlReport} from '../../src/report/html/page.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';
import {elementsOf} from './markup-check.js';
import {hostileRun, mixedRun, withLink} from './sample.js';

const page = (view: RunView) => htmlReport(view, scoreRun(view));
/** The page without its style sheet, which is no markup. */
const markup = (view: RunView) => page(view).replace(/<style>.*<\/style>/s, '');

describe('report.html', () => {
  test('of a mixed run', async () => {
    await expect(page(mixedRun())).toMatchFileSnapshot('golden/report.html');
  });

  test('is well formed, and has no script, image, form or frame', () => {
    const elements = new Set(elementsOf(markup(mixedRun())));
    for (const name of ['script', 'img', 'iframe', 'form', 'object', 'link']) expect(elements).not.toContain(name);
    expect(elements).toContain('svg');
  });

  test('forbids itself to load or run anything', () => {
    expect(page(mixedRun())).toContain(
      `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;`,
    );
    expect(page(mixedRun())).not.toMatch(/ (?:src|srcset|onclick|onload|style)=|url\(|@import/);
  });

  test('says at once what was rehearsed, when, where, with which result, and what to fix first', () => {
    const text = page(drillView({variant: 'one missed'}));
    const first = text.slice(text.indexOf('<header>'), text.indexOf('</header>'));
    for (const part of [
      '<h1>Core detections</h1>',
      '<dt>When</dt><dd>2026-11-23 12:00:58 UTC, took ',
      '<dt>Where</dt><dd>kind cluster kd-7f3a, Kubernetes 1.34.4</dd>',
      '✖ gate failed</strong> nothing missed or late (pod-exec missed)',
      '<dt>Fix first</dt><dd><a href="#pod-exec">Shell in a running pod</a>: audited, but no rule matched',
    ])
      expect(first).toContain(part);
    const fine = page(drillView());
    expect(fine).toContain('✔ all gates held');
    expect(fine).toContain('<dt>Fix first</dt><dd>this run found nothing to fix</dd>');
    expect(page(drillView({untilMs: 5000}))).toContain('kind cluster, which did not come up');
  });

  test('opens what needs attention, folds the rest, and has every anchor inside its box', () => {
    const text = page(mixedRun());
    const open = (state: string) => [
      ...text.matchAll(new RegExp(`<details class="scenario"${state}>.*?id="(.*?)"`, 'gs')),
    ];
    expect(open(' open=""').map(m => m[1])).toEqual(expect.arrayContaining(['pod-exec']));
    expect(page(drillView())).not.toContain('open=""');
    for (const [, target] of text.matchAll(/href="#(.*?)"/g))
      expect(text).toMatch(new RegExp(`<details [^>]*><summary>[^\\n]*</summary><div id="${target}">`));
  });

  test('prints neither the documents of evidence nor a cut column', () => {
    const print = page(mixedRun()).split('@media print')[1] ?? '';
    expect(print).toContain('.evidence > div { display: none; }');
    expect(print).toContain('.scroll { overflow: visible; }');
    expect(print).toContain('.scroll svg { min-width: 0; }');
  });

  test('follows the setting of light and dark, fits a phone, and prints unfolded', () => {
    const text = page(mixedRun());
    for (const part of ['prefers-color-scheme: dark', 'width=device-width', '@media (max-width', '@media print'])
      expect(text).toContain(part);
  });

  test('links evidence to where it can be looked at', () => {
    const at = 'http://127.0.0.1:5601/app/discover#/doc/audit/k8s-audit-2026.11.28?id=a%2Fb&x=1';
    expect(page(withLink(mixedRun(), at))).toContain(`<a href="${at.replace('&', '&amp;')}" rel="noreferrer">`);
    expect(page(withLink(mixedRun(), 'javascript:alert(1)'))).not.toContain('href="javascript');
  });

  test('says simulated at the top of a simulated run, and nowhere else', () => {
    expect(page(drillView({simulated: true}))).toMatch(/<header>[\s\S]*<strong>Simulated\.<\/strong>[\s\S]*<\/header>/);
    expect(markup(mixedRun())).not.toMatch(/simulated/i);
  });

  test('gives every verdict and every gate a mark and a word beside its colour', () => {
    const text = page(mixedRun());
    for (const shown of ['✔ detected', '◷ late', '✖ MISSED', '⊘ prevented', '? inconclusive', '✖ failed', '✔ held'])
      expect(text).toContain(shown);
  });

  test('has headers on every table, and one heading of the first level', () => {
    const elements = elementsOf(markup(mixedRun()));
    const count = (name: string) => elements.filter(e => e === name).length;
    expect(count('thead')).toBe(count('table'));
    expect(count('h1')).toBe(1);
    expect(page(mixedRun()).match(/<th(?! scope=)(?!ead)/g)).toBeNull();
  });

  test('shows of a scenario its requests, evidence, broken link, prevention and references', () => {
    const text = page(mixedRun());
    const section = text.slice(text.indexOf('<div id="pod-exec">'), text.indexOf('<div id="invalid-cred'));
    for (const part of [
      'pods/web/exec?command=sh&amp;command=-c',
      '&quot;auditID&quot;: &quot;00000000-0000-4000-8000-a1f400000000&quot;',
      'Broken at: <strong>alerted</strong>',
      'Grant get by name',
      'href="https://kubernetes.io/docs/concepts/security/rbac-good-practices/"',
    ])
      expect(section).toContain(part);
  });

  test('says what a cut-off or interrupted run never came to', () => {
    expect(page(drillView({variant: 'interrupted'}))).toContain('The run was interrupted: stopped by the user.');
    expect(elementsOf(markup(drillView({untilMs: -1})))).toContain('h1');
  });

  test('makes nothing of hostile text but text', () => {
    const text = markup(hostileRun());
    expect(elementsOf(text)).toEqual(expect.arrayContaining(['details', 'svg']));
    expect(new Set(elementsOf(text))).toEqual(new Set(elementsOf(markup(mixedRun()))));
    expect(text).not.toMatch(/href="(?!https?:|#)/);
    expect(text).toContain('javascript:alert(1)');
    expect(text.replace(/[\t\n]/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\u202E]/u);
  });
});

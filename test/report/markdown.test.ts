import {describe, expect, test} from 'vitest';
import {markdownReport} from '../../src/report/markdown/markdown.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';
import {hostileRun, mixedRun, withLink} from './sample.js';

const markdown = (view: RunView) => markdownReport(view, scoreRun(view));
const headings = (text: string) => text.split('\n').filter(line => /^#{1,6} /.test(line));

describe('report.md', () => {
  test('of a mixed run', async () => {
    await expect(markdown(mixedRun())).toMatchFileSnapshot('golden/report.md');
  });

  test('has its sections in the order in which they are read', () => {
    expect(headings(markdown(mixedRun())).filter(h => h.startsWith('## '))).toEqual([
      '## Score 71.9 of 100',
      '## What to fix first',
      '## Scenarios and links',
      '## What was rehearsed',
      '## Each scenario',
      '## Strengths and improvements',
      '## Timeline',
      '## Participants',
      '## How it was measured',
    ]);
  });

  test('links evidence to where it can be looked at', () => {
    const at = 'http://127.0.0.1:5601/app/discover#/doc/audit/k8s-audit-2026.11.28?id=a%2Fb';
    expect(markdown(withLink(mixedRun(), at))).toContain(` <${at}>`);
    expect(markdown(withLink(mixedRun(), 'javascript:alert(1)'))).not.toContain('<javascript');
  });

  test('says simulated in its first sentence', () => {
    expect(markdown(drillView({simulated: true})).split('\n')[2]).toContain('on a simulated cluster');
  });

  test('says how a stopped run ended, and what was not judged', () => {
    const text = markdown(drillView({variant: 'interrupted'}));
    expect(text.split('\n')[2]).toContain('The run was interrupted: stopped by the user.');
    expect(text).toContain('not judged');
  });

  test('of a run that never began is still a report', () => {
    expect(markdown(drillView({untilMs: -1}))).toContain('## Score 0 of 100');
  });

  describe('with hostile text everywhere', () => {
    const text = markdown(hostileRun());

    test('gets no heading, and no table cell, that it had not before', () => {
      expect(headings(text)).toHaveLength(headings(markdown(mixedRun())).length);
      const cells = (line: string) => line.replace(/\\./g, '').split('|').length;
      const tables = text
        .trimEnd()
        .split('\n\n')
        .filter(block => block.startsWith('| '));
      for (const rows of tables.map(t => t.split('\n'))) expect(new Set(rows.map(cells)).size).toBe(1);
    });

    test('holds no HTML, image, link or escape sequence of it outside of code', () => {
      const prose = text.replace(/`[^`\n]*`/g, '').replace(/\\./g, '');
      expect(prose).not.toMatch(/<(?!https?:)|!\[|\]\(|\*\*x/);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u);
    });

    test('links only to web pages', () => {
      expect(text).not.toContain('<javascript:');
      expect(text).toContain('\n- javascript:alert(1)');
      expect(markdown(mixedRun())).toContain('- <https://kubernetes.io/docs/concepts/security/rbac-good-practices/>');
    });
  });
});

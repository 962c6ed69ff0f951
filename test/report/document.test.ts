import {describe, expect, test} from 'vitest';
import {afterAction} from '../../src/report/document/after-action.js';
import {type Block, type Inline, partsOf, type Text} from '../../src/report/document/document.js';
import {htmlReport} from '../../src/report/html/page.js';
import {markdownReport} from '../../src/report/markdown/markdown.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';
import {mixedRun} from './sample.js';

const wordOf = (part: Inline): string => {
  if (typeof part === 'string') return part;
  if ('word' in part) return part.word;
  return Object.values(part).findLast(value => typeof value === 'string') ?? 'not run';
};

/** Every text of a report, but for what is only for paper, pictures and documents. */
function textsOf(block: Block): string[] {
  const words = (text: Text) => partsOf(text).map(wordOf);
  switch (block.kind) {
    case 'paragraph':
      return words(block.text);
    case 'list':
      return block.items.flatMap(({text, below = []}) => [text, ...below].flatMap(words));
    case 'facts':
      return block.facts.flatMap(({name, text, below = []}) => [name, ...[text, ...below].flatMap(words)]);
    case 'table':
      return [...block.head, ...block.rows.flat().flatMap(words)];
    case 'part':
      return [block.title, ...block.blocks.flatMap(textsOf)];
    case 'scenario':
      return [block.title, ...block.blocks.flatMap(textsOf)];
    case 'evidence':
      return block.evidence.flatMap(({title, aside}) => [title, aside]);
    default:
      return [];
  }
}

/** What people read of a page, or of Markdown: without markup, entities and escapes. */
const read = (report: string): string =>
  report
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<(?!https?:)[^>]*>/g, '')
    .replace(
      /&(quot|#39|lt|gt|amp);/g,
      (_, name: string) => ({quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&'})[name] ?? '',
    )
    .replace(/\\([^\w\s])/g, '$1');

describe('the after-action report', () => {
  const views: [string, RunView][] = [
    ['a mixed run', mixedRun()],
    ['a run without a miss', drillView()],
    ['a simulated run', drillView({simulated: true})],
    ['an interrupted run', drillView({variant: 'interrupted'})],
    ['a run that never began', drillView({untilMs: -1})],
  ];

  test.each(views)('of %s says every sentence in Markdown and on the page', (_name, view) => {
    const card = scoreRun(view);
    const {title, head, sections} = afterAction(view, card);
    const texts = [
      title,
      ...head.flatMap(textsOf),
      ...sections.flatMap(section => [section.title, ...section.blocks.flatMap(textsOf)]),
    ].map(text => text.trim());
    expect(texts.length).toBeGreaterThan(20);
    for (const report of [htmlReport(view, card), markdownReport(view, card)]) {
      const said = read(report);
      expect(texts.filter(text => !said.includes(text))).toEqual([]);
    }
  });
});

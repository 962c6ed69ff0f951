import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {codeSpans, type Page, page, pages} from './markdown.js';

const PAGES = pages();

/** Links to other places of the repository: target and anchor. */
const linksOf = ({prose}: Page) =>
  [...prose.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)]
    .map(match => match[1] ?? '')
    .filter(target => !/^[a-z]+:/.test(target))
    .map(target => target.split('#'));

/** The anchor that GitHub and GitLab make of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsIn = (path: string): string[] =>
  [...page(path).prose.matchAll(/^#+ (.*)$/gm)].map(match => anchorOf(match[1] ?? ''));

test.each(PAGES)('every link of $path leads somewhere', subject => {
  const broken = linksOf(subject).filter(([file = '', anchor]) => {
    const path = file ? join(dirname(subject.path), file) : subject.path;
    return !existsSync(path) || (anchor !== undefined && !anchorsIn(path).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('every page is linked to from another one', () => {
  const linked = new Set(PAGES.flatMap(p => linksOf(p).map(([file = '']) => join(dirname(p.path), file))));
  expect(PAGES.map(p => p.path).filter(path => path !== 'README.md' && !linked.has(path))).toEqual([]);
});

test('every file that is named in the text is there', () => {
  const named = PAGES.flatMap(p =>
    codeSpans(p)
      .filter(span => /^(src|test|docs|scripts|scenarios|rules|drills|schemas)\/[\w./-]*$/.test(span))
      .filter(span => !span.includes('my-'))
      .map(span => ({page: p.path, span})),
  );
  expect(named.filter(({span}) => !existsSync(span))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

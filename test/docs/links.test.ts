import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {codeSpans, type Page, page, pages} from './markdown.js';

const PAGES = pages();
const MAP = 'docs/README.md';

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

describe('docs/README.md, the map', () => {
  const linkedFrom = (path: string): string[] =>
    linksOf(page(path)).flatMap(([file = '']) => (file ? [join(dirname(path), file)] : []));

  test('is linked to from the README', () => {
    expect(linkedFrom('README.md')).toContain(MAP);
  });

  test('names every page of docs/, and leads to those in its folders', () => {
    const named = linkedFrom(MAP);
    const loose = PAGES.map(p => p.path).filter(path => dirname(path) === 'docs' && path !== MAP);
    expect(loose.filter(path => !named.includes(path))).toEqual([]);
    const indices = named.filter(path => path.endsWith('/README.md')).flatMap(linkedFrom);
    const deeper = PAGES.map(p => p.path).filter(path => path.startsWith('docs/') && dirname(path) !== 'docs');
    expect(deeper.filter(path => ![...named, ...indices].includes(path))).toEqual([]);
    expect([loose, deeper].map(paths => paths.length > 10)).toEqual([true, true]);
  });
});

test('every file that is named in the text is there', () => {
  const named = PAGES.flatMap(p =>
    codeSpans(p)
      .filter(span => /^(src|test|docs|scripts|scenarios|rules|drills|schemas)\/[\w./-]*$/.test(span))
      // The reader's own, and what the page has the reader write.
      .filter(span => !span.includes('my-') && !p.fences.some(({info}) => info.endsWith(` file=${span}`)))
      .map(span => ({page: p.path, span})),
  );
  expect(named.filter(({span}) => !existsSync(span))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

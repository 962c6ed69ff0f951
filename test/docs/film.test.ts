import {readFileSync, statSync} from 'node:fs';
import {expect, test} from 'vitest';
import {page} from './markdown.js';

const FILM = 'docs/film.svg';
const svg = readFileSync(FILM, 'utf8');
/** What a line of a picture says: each piece stands at a column of its own. */
const lines = [...svg.matchAll(/<g id="l\d+">.*?<\/g>/g)].map(([line]) =>
  [...line.matchAll(/<tspan[^>]*>([^<]*)</g)].map(match => match[1]).join(' '),
);

test('the README shows the film, and says in words what happens in it', () => {
  expect(page('README.md').text).toMatch(/!\[[^\]]*missed[^\]]*\]\(docs\/film\.svg\)/);
  expect(svg).toMatch(/<title>[^<]*missed[^<]*<\/title>/);
});

test('it is small, loads nothing and runs nothing', () => {
  expect(statSync(FILM).size).toBeLessThan(150_000);
  expect(svg).not.toMatch(/<script|<image|<foreignObject|\bon\w+=|@import|url\(/);
  expect([...svg.matchAll(/(?:href|src)="([^"]*)"/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual([]);
});

test('it lasts about twelve seconds, each picture in its turn, and stands still for those who ask for it', () => {
  const [, seconds] = /animation:([\d.]+)s step-end infinite/.exec(svg) ?? [];
  expect(Math.round(Number(seconds))).toBeGreaterThanOrEqual(11);
  expect(Math.round(Number(seconds))).toBeLessThanOrEqual(13);
  const begins = [...svg.matchAll(/@keyframes f\d+\{(?:0%\{visibility:hidden\})?([\d.]+)%\{visibility:visible\}/g)].map(
    m => Number(m[1]),
  );
  expect(begins.length).toBeGreaterThan(10);
  expect(begins).toEqual(begins.toSorted((a, b) => a - b));
  expect(svg).toContain(
    '@media (prefers-reduced-motion:reduce){.f{animation:none}.f:last-of-type{visibility:visible}}',
  );
});

test('it shows a miss with its explanation, and every line that it draws', () => {
  expect(lines).toContainEqual(expect.stringContaining('MISSED'));
  expect(lines).toContainEqual(expect.stringMatching(/audited, but no rule matched.*the nearest is pod-exec:/));
  expect(lines).toContainEqual(expect.stringContaining('verb should be create, is get'));
  const [drawn, used] = [/<g id="(l\d+)"/g, /<use href="#(l\d+)"/g].map(
    of => new Set([...svg.matchAll(of)].map(m => m[1])),
  );
  expect(used).toEqual(drawn);
});

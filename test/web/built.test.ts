import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';

const FOLDER = 'dist/web';
const MOST_BYTES = 120 * 1024;
const files = readdirSync(FOLDER).map(name => ({name, content: readFileSync(join(FOLDER, name))}));

test('the page is at most 120 KiB on the wire, in all', () => {
  const bytes = files.map(({content}) => gzipSync(content).length).reduce((sum, size) => sum + size, 0);
  console.log(`the page: ${(bytes / 1024).toFixed(1)} KiB gzipped, of ${MOST_BYTES / 1024}`);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});

test('it has no script and no style of its own in it, and names files by what is in them', () => {
  const page = files.find(({name}) => name === 'index.html')?.content.toString() ?? '';
  expect(page).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=/);
  const named = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(
    files
      .map(({name}) => name)
      .filter(name => name !== 'index.html')
      .sort(),
  );
  for (const name of named) expect(name).toMatch(/^(page|icon)-[\w-]{8}\.(js|css|svg)$/);
});

test('it names no other server', () => {
  const allowed = /^(https?:\/\/www\.w3\.org\/|https:\/\/react\.dev\/errors\/)/;
  const named = files.flatMap(({content}) => content.toString().match(/https?:\/\/[\w.-]+[^"'`\s)]*/g) ?? []);
  expect(named.filter(url => !allowed.test(url))).toEqual([]);
});

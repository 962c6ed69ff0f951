import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';
import {page} from './markdown.js';

const [ENDS, MISS] = page('README.md').fences.filter(fence => fence.info === 'text');

/** Without what differs from run to run: times, and the score that hangs on them. */
const comparable = (text: string): string =>
  text
    .replaceAll(/\d+(\.\d+)? ?(ms|s)\b/g, 'TIME')
    .replaceAll(/score \d+(\.\d+)?\//g, 'score N/')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The excerpt's parts between its `…` lines, in the order in which the text must have them. */
function expectExcerpt(excerpt: string | undefined, text: string): void {
  let rest = comparable(text);
  const parts = (excerpt ?? '').split(/^…$/m).map(comparable);
  expect(parts[0]).not.toBe('');
  for (const part of parts) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
}

test('what the README shows is what a run prints', async () => {
  const {stdout} = await kubedrill('run', '--out', tempDir());
  expectExcerpt(ENDS?.text, stdout);
});

test('what the README shows of a miss is what a run prints', async () => {
  const rule = readFileSync('rules/pod-exec.yml', 'utf8').replace('verb: [get, create]', 'verb: create');
  const file = tempFile('pod-exec.yml', rule);
  const {stdout} = await kubedrill(
    'run',
    'pod-exec',
    '--rules',
    file,
    '--sla',
    '400ms',
    '--grace',
    '200ms',
    '--out',
    tempDir(),
  );
  expectExcerpt(MISS?.text, stdout);
});

test('the first screen has the sentence, both commands, what they need, and a real excerpt', () => {
  const screen = page('README.md').text.split('\n').slice(0, 40).join('\n');
  for (const wanted of [
    'rehearses incident response',
    'npm start',
    'npm test',
    'Node 20',
    'simulated',
    ENDS?.text ?? '',
  ]) {
    expect(screen).toContain(wanted);
  }
});

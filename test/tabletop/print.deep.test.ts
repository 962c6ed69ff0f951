import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {loadDeck} from '../../src/tabletop/cards/load.js';
import {kubedrill} from '../helpers/cli.js';
import {EVENING} from '../helpers/tabletop.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const IDS = ['secrets-listed', 'cluster-admin-bound'];

async function printed(...flags: string[]) {
  const dir = tempDir();
  const done = await kubedrill('tabletop', tempFile('evening.yaml', EVENING), '--print', dir, ...flags);
  return {...done, dir, page: (name: string) => readFileSync(join(dir, `${name}.html`), 'utf8')};
}

test('prints a guide, a handout, cards and forms; without a Chromium as pages, and says so', async () => {
  const {code, stdout, stderr, dir, page} = await printed();
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toEqual(
    ['guide', 'handout', 'cards', 'forms'].map(name => join(dir, `${name}.html`)),
  );
  expect(stderr).toContain('no PDF');
  for (const name of ['guide', 'handout', 'cards', 'forms']) {
    expect(page(name)).toContain('DRILL · recorded');
    expect(page(name)).not.toContain('[object');
    expect(page(name)).not.toMatch(/\{\{|<script|https?:\/\/(?!kubernetes|attack)/);
  }
  expect(existsSync(join(dir, 'guide.pdf'))).toBe(false);
});

test('the guide has the script with its stories, every card with where it answers, and the right answers', async () => {
  const page = (await printed()).page('guide');
  const deck = loadDeck(IDS);
  for (const {names, cards} of deck.values()) {
    expect(page).toContain(names.namespace);
    for (const {title} of cards) expect(page).toContain(title.split(':')[0]);
  }
  expect(page).toContain(deck.get('secrets-listed')?.names.actor);
  for (const text of ['[lays the cards of B: cluster-admin-bound]', 'freeze: Freeze it → I6', 'Secrets that were read'])
    expect(page).toContain(text);
});

test('the handout has what participants may know, and nothing of the script', async () => {
  const page = (await printed()).page('handout');
  for (const text of ['You are on call.', 'audit log', 'STOP DRILL', 'Stolen or minted token'])
    expect(page).toContain(text);
  for (const text of [...IDS, 'Is this real?', 'Freeze', 'kd-', 'The shop is closed']) expect(page).not.toContain(text);
});

test('cards are eight a page, each with its number, place and origin', async () => {
  const page = (await printed()).page('cards');
  const all = [...loadDeck(IDS).values()].flatMap(({cards}) => cards).length;
  const sheets = page.split('<section class="sheet">').slice(1);
  expect(sheets.map(sheet => sheet.split('<article>').length - 1).every(count => count <= 8)).toBe(true);
  expect(sheets).toHaveLength(Math.ceil(all / 8));
  expect(page.split('<article>')).toHaveLength(all + 1);
  expect(page.match(/recorded on kind/g)).toHaveLength(all);
  for (const line of page.match(/<pre>.*?<\/pre>/gs) ?? []) expect(line.split('\n').length).toBeLessThanOrEqual(17);
});

/** A page as lines of text, without its look, and without what another recording would change. */
const plain = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<(h\d|p|li|tr|pre|article|table|section|header|footer)\b[^>]*>/g, '\n<$1> ')
    .replaceAll(/<t[dh]\b[^>]*>/g, ' | ')
    .replaceAll(/<\/[^>]*>|<(?!h\d>|p>|li>|tr>|pre>|article>|table>|section>|header>|footer>)[^>]*>/g, '')
    .replaceAll(/kd-[0-9a-f]{6}/g, 'kd-NAME')
    .replaceAll(/(run|Lauf) [0-9a-f]{6}/g, '$1 RUN')
    .replaceAll(/\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d\.\d+)?)?/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replaceAll(/\d+(\.\d+){3}/g, 'ADDRESS')
    .replaceAll(/Kubernetes [\d.]+/g, 'Kubernetes VERSION')
    .replaceAll(/\b[\d.]+ (ms|s) (after|nach)/g, 'N $2')
    .replaceAll(/\bN [\d.]+ s|[\d.]+ m?s (after|nach)/g, 'N $1')
    .split('\n')
    .map(line => line.trimEnd())
    .filter(line => line !== '')
    .join('\n')
    .concat('\n');

test.each(['en', 'de'])('what is printed in %s is what was looked at', async language => {
  const {page} = await printed('--language', language);
  for (const name of ['guide', 'handout', 'cards', 'forms']) {
    await expect(plain(page(name))).toMatchFileSnapshot(`golden/${name}.${language}.txt`);
    expect(page(name)).toContain(`<html lang="${language}">`);
  }
});

/** Words that kubedrill puts around texts: on a German page none of them is to be seen. */
const ENGLISH =
  /\b(the|what|who|when|opened|looked|recorded|looks|to|and|prevent it|Contained|owner|before|after|may|look|nobody|all|none|points)\b/i;

test('on German paper every heading, head of a table, card title and foot is German', async () => {
  for (const name of ['guide', 'handout', 'cards', 'forms']) {
    const dir = tempDir();
    await kubedrill('tabletop', 'leaked-token', '--print', dir, '--language', 'de');
    const page = readFileSync(join(dir, `${name}.html`), 'utf8');
    const own = [...page.matchAll(/<(h2|th|footer)\b[^>]*>(.*?)<\/\1>/gs)].map(match => match[2] ?? '');
    expect(own.length, name).toBeGreaterThan(3);
    for (const text of own) expect(text, name).not.toMatch(ENGLISH);
    expect(page).toContain('ÜBUNG · aufgezeichnet');
    expect(page).not.toMatch(/What the owner says|What the account may do|before and after|Audit log:|Alert:/);
  }
});

test('forms have a row with four ratings for each task, and texts of the drill are in its language', async () => {
  const page = (await printed()).page('forms');
  expect(page).toContain('O1.1');
  expect(page.match(/☐/g)).toHaveLength(8);
  const german = tempDir();
  await kubedrill('tabletop', 'leaked-token', '--print', german, '--language', 'de');
  expect(readFileSync(join(german, 'handout.html'), 'utf8')).toContain('Sie haben Dienst für die Plattform');
});

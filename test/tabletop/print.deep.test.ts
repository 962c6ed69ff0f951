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

test('forms have a row with four ratings for each task, and German texts are printed in German', async () => {
  const page = (await printed()).page('forms');
  expect(page).toContain('O1.1');
  expect(page.match(/☐/g)).toHaveLength(8);
  const german = tempDir();
  await kubedrill('tabletop', 'leaked-token', '--print', german, '--language', 'de');
  expect(readFileSync(join(german, 'handout.html'), 'utf8')).toContain('Sie haben Dienst für die Plattform');
});

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {textIn} from '../../src/scenario/exercise/people.js';
import {idsWithVariants, loadScenarios} from '../../src/scenario/load.js';
import {cardsName, loadDeck, readCards} from '../../src/tabletop/cards/load.js';
import {filledIn} from '../../src/tabletop/paper/names.js';
import {kubedrill} from '../helpers/cli.js';
import {drillEvents} from '../helpers/events.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const IDS = idsWithVariants(loadScenarios().scenarios);
const deck = loadDeck(IDS);

describe('the cards of the package', () => {
  test('are there for every scenario and variant, recorded on kind', () => {
    expect([...deck.keys()]).toEqual(IDS);
    for (const [id, {scenario, recorded}] of deck) {
      expect(scenario).toBe(id);
      expect(recorded, id).toMatchObject({
        cluster: 'kind',
        simulated: false,
        run: expect.stringMatching(/^[0-9a-f]{6}$/),
      });
      expect(Date.parse(recorded.at), id).toBeGreaterThan(0);
    }
    expect(readdirSync('cards').sort()).toEqual(IDS.map(cardsName).sort());
  });

  test('answer where people look first, each once by its id', () => {
    for (const [id, {cards}] of deck) {
      const places = cards.flatMap(({answers}) => answers);
      expect(places, id).toEqual(expect.arrayContaining(['alerts', 'owner']));
      expect(new Set(cards.map(card => card.id)).size, id).toBe(cards.length);
    }
  });

  test('hold neither values of Secrets nor tokens, nor what would name the attack', () => {
    const canaries = readdirSync('scenarios').flatMap(file =>
      [...readFileSync(join('scenarios', file), 'utf8').matchAll(/canary-[\w-]*/g)].map(([word]) => word),
    );
    expect(canaries.length).toBeGreaterThan(0);
    for (const file of readdirSync('cards')) {
      const text = readFileSync(join('cards', file), 'utf8');
      expect(text, file).not.toMatch(/\beyJ[\w-]+\.[\w-]+\./);
      expect(text, file).not.toMatch(/canary-|PRIVATE KEY|"(data|stringData)\\n/);
      expect(text, file).not.toContain('kubedrill.dev/scenario');
      for (const {kind, text: shown} of readCards(join('cards', file)).cards) {
        if (/kind: Secret$/m.test(shown)) expect(shown, `${file} ${kind}`).toMatch(/\[redacted/);
      }
    }
  });

  test('fill the stories of their scenarios: nobody reads braces', () => {
    const {scenarios} = loadScenarios();
    for (const {id, respond} of scenarios) {
      const cards = deck.get(id);
      for (const language of ['en', 'de']) {
        const story = respond?.story && textIn(respond.story, language);
        if (cards && story) expect(filledIn(story, cards)).not.toMatch(/[{}]/);
      }
    }
  });
});

test('a file that holds no cards is refused by its name, and a scenario without cards says how to record them', () => {
  expect(() => readCards(tempFile('x.json', '{'))).toThrow(/x\.json is not JSON/);
  expect(() => readCards(tempFile('y.json', '{"format": 2}'))).toThrow(/y\.json: format/);
  expect(() => readCards(join(tempDir(), 'none.json'))).toThrow(/none\.json does not exist/);
  expect(() => loadDeck(['nothing-such'])).toThrow(/no evidence cards of nothing-such/);
});

test('a run without anything carried out makes no cards', async () => {
  const events = drillEvents({untilMs: 100});
  const log = tempFile('events.ndjson', events.map(event => `${JSON.stringify(event)}\n`).join(''));
  const {code, stderr} = await kubedrill('tabletop', 'cards', log, '-o', tempDir());
  expect(code).toBe(2);
  expect(stderr).toContain('nothing in this run was carried out');
});

test('a recorded run makes cards that a table takes, and says which it could not make', async () => {
  const dir = tempDir();
  const log = tempFile(
    'events.ndjson',
    drillEvents({simulated: true})
      .map(event => `${JSON.stringify(event)}\n`)
      .join(''),
  );
  const {code, stdout} = await kubedrill('tabletop', 'cards', log, '-o', dir);
  expect(code).toBe(0);
  expect(stdout).toContain(join(dir, 'pod-exec.json'));
  const cards = loadDeck(['pod-exec', 'escalating-role'], dir);
  expect(cards.get('pod-exec')).toMatchObject({verdict: 'detected', recorded: {simulated: true, cluster: 'simulated'}});
  expect(cards.get('escalating-role')?.verdict).toBe('prevented');
});

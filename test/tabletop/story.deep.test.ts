import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {readYamlText} from '../../src/lib/yaml/yaml-file.js';
import {readDrill} from '../../src/scenario/exercise/load.js';
import {everyScenario} from '../../src/scenario/load.js';
import {loadDeck} from '../../src/tabletop/cards/load.js';
import {drawnStory} from '../../src/tabletop/story/draw.js';
import {tacticsOf} from '../../src/tabletop/story/tactics.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const scenarios = everyScenario(false);
const deck = loadDeck(scenarios.map(({id}) => id));
const story = (seed: number) => drawnStory(seed, scenarios, deck);

test('every scenario of the package has a tactic', () => {
  for (const scenario of scenarios) expect(tacticsOf(scenario), scenario.id).not.toEqual([]);
});

test('whatever the seed, a story has no problem, its acts are different and have evidence, and it ends in damage', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const {drill, problems, warnings} = readDrill(readYamlText(story(seed), 'story.yaml'));
    expect([...problems, ...warnings], `seed ${seed}`).toEqual([]);
    const acts = drill?.scenarios ?? [];
    expect(acts.length, `seed ${seed}`).toBeGreaterThanOrEqual(4);
    expect(new Set(acts).size).toBe(acts.length);
    for (const id of acts) expect(deck.get(id)?.verdict).not.toBe('prevented');
    const last = scenarios.find(({id}) => id === acts.at(-1));
    expect(last && tacticsOf(last)).toContain('impact');
    seen.add(acts.join());
  }
  expect(seen.size).toBeGreaterThan(170);
});

test('the same seed tells the same story, another one another', () => {
  expect(story(7)).toBe(story(7));
  expect(parse(story(7)).scenarios).not.toEqual(parse(story(8)).scenarios);
});

test('a drawn story is played like any other, and its file is kept', async () => {
  const out = tempDir();
  const answers = tempFile('answers.txt', 'next\nlook alerts\nend');
  const play = (...more: string[]) => kubedrill('tabletop', '--random', '--answers', answers, '--out', out, ...more);
  const {code, stderr, stdout} = await play('--seed', '7');
  expect(stderr).toContain(`story 7, drawn from the catalogue: ${join(out, 'stories', 'story-7.yaml')}`);
  expect(stdout).toContain('Story 7: a tabletop of');
  expect(code).toBe(0);
  expect((await play()).stderr).toMatch(/story \d+, drawn/);
  const both = await play('leaked-token');
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('leave out leaked-token');
});

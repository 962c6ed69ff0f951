import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {makePlan} from '../../src/drill/plan/plan.js';
import {packaged} from '../../src/lib/paths.js';
import {textsOf} from '../../src/scenario/exercise/check/scenario-texts.js';
import {chooseScenarios, loadDrill, loadScenarios} from '../../src/scenario/load.js';
import {namesIn} from '../../src/scenario/steps/template.js';
import {drill} from '../helpers/drill.js';
import {tempFile} from '../helpers/temp.js';

const LANGUAGES = ['de', 'en'];

describe('what a facilitator reads of the scenarios that ship', () => {
  const texts = loadScenarios().scenarios.flatMap(scenario =>
    textsOf(scenario).map(text => ({...text, place: `${scenario.id} ${text.path.join('.')}`})),
  );
  const byPlace = Object.groupBy(texts, ({path, place, language}) =>
    language === undefined || path.at(-1) !== language ? place : place.slice(0, -1 - language.length),
  );

  test('is there in every language', () => {
    expect(Object.keys(byPlace).length).toBeGreaterThan(150);
    for (const [place, all = []] of Object.entries(byPlace)) {
      expect(all.map(({language}) => language).sort(), place).toEqual(LANGUAGES);
    }
  });

  test('names the same in each, and is a text of its own', () => {
    for (const [place, all = []] of Object.entries(byPlace)) {
      const [german, english] = LANGUAGES.map(language => all.find(one => one.language === language)?.text ?? '');
      expect(german, place).not.toBe(english);
      expect(namesIn(german ?? '').sort(), place).toEqual(namesIn(english ?? '').sort());
    }
  });
});

test('lint says where a text lacks a language that others of the scenario have', () => {
  const yaml = readFileSync(packaged('scenarios', 'cluster-admin-bound.yaml'), 'utf8');
  const lacking = yaml.replace(/^ {2}de: cluster-admin gebunden\n/m, '').replace(/^ {6}de: cluster-admin in .*\n/m, '');
  const {scenarios, problems} = loadScenarios([tempFile('cluster-admin-bound.yaml', lacking)]);
  expect(problems).toEqual([]);
  expect(scenarios[0]?.warnings.map(({line, message}) => [line, message])).toEqual([
    [2, 'lacks de, which other texts of this scenario have'],
    [expect.any(Number), 'lacks de, which other texts of this scenario have'],
  ]);
});

describe('a drill with people in German', () => {
  const asIn = (language: string) => ({settings: {respond: {withinMs: 1, language}}});

  test('calls its attacks by their German names', () => {
    const titles = (language: string) =>
      makePlan(
        loadDrill('core'),
        chooseScenarios(['secrets-listed', 'secrets-listed:watch']),
        asIn(language).settings,
      ).planned.map(({title}) => title);
    expect(titles('de')).toEqual([
      'Secrets im ganzen Cluster aufgelistet',
      'Secrets im ganzen Cluster beobachtet (watch)',
    ]);
    expect(titles('en')).toEqual(['Secrets listed cluster-wide', 'Secrets watched cluster-wide']);
    // A language that nobody has written is English.
    expect(titles('fr')).toEqual(titles('en'));
  });

  test('reads out its story in German, with the names of the run', async () => {
    const {events} = await drill(['cluster-admin-bound'], asIn('de'));
    const namespace = events.find(event => event.type === 'scenario.started')?.namespace;
    const story = events.find(event => event.type === 'response.asked')?.story;
    expect(story).toMatch(/^02:14 Uhr, der Pager klingelt\./);
    expect(story).toContain(`In ${namespace} laufen`);
  });
});

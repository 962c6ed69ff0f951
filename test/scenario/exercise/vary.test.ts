import {describe, expect, test} from 'vitest';
import {lintDrills} from '../../../src/cli/lint/drills.js';
import {milliseconds} from '../../../src/lib/duration.js';
import {checkDrill} from '../../../src/scenario/exercise/check/check.js';
import {varied} from '../../../src/scenario/exercise/vary.js';
import {loadDrill, loadScenarios, packagedDrills} from '../../../src/scenario/load.js';
import type {Drill} from '../../../src/scenario/schema.js';
import {tempFile} from '../../helpers/temp.js';

const SEEDS = Array.from({length: 60}, (_, seed) => seed);
const STORIES = packagedDrills().filter(({uses}) => uses.includes('live'));

const ROLES = `roles:
  - { id: lead, kind: controls }
  - { id: responder, kind: responds, min: 1, can: [acknowledge] }`;
const SCRIPT = `script:
  - { id: I1, at: 5m, attack: a, title: First }
  - { id: I2, after: { event: acknowledged, of: a, delay: 2m }, orAt: 12m, attack: b }
  - { id: I3, when: { is: contained, of: b }, attack: c }`;

/** A drill of three attacks that follow each other, with `vary` and more injects. */
const fileOf = (vary: string, ...injects: string[]) => `title: T
description: D
scenarios: [a, b, c]
uses: [live]
${ROLES}
pace: { length: 20m }
vary: ${vary}
${SCRIPT}
${injects.map(inject => `  - ${inject}`).join('\n')}
`;
const drill = (vary: string, ...injects: string[]) => loadDrill(tempFile('mine.yaml', fileOf(vary, ...injects)));
const ats = ({script}: Drill) => script.map(({at}) => (at === undefined ? undefined : milliseconds(at) / 1000));

describe('a drill that varies', () => {
  test('has the names of its seed in every text, and no other placeholder filled in', () => {
    const own = drill(
      '{ names: { shop: [Aal, Butt, Cod], boss: [Kim, Lou] } }',
      '{ id: I5, at: 9m, text: { en: "{{ name:shop }} and {{name:shop}}, says {{ name:boss }}", de: "{{ name:shop }}" }, from: "{{ name:boss }}" }',
    );
    const seen = SEEDS.map(seed => varied(own, seed).script.at(-1));
    for (const inject of seen) {
      const [, shop, boss] = /"en":"(\w+) and \w+, says (\w+)"/.exec(JSON.stringify(inject)) ?? [];
      expect(inject).toMatchObject({text: {en: `${shop} and ${shop}, says ${boss}`, de: shop}, from: boss});
    }
    expect(new Set(seen.map(inject => JSON.stringify(inject))).size).toBe(6);
  });

  test('is the same for the same seed, and as written where nothing varies', () => {
    const own = drill('{ jitter: 30s, swap: [[a, b]] }');
    expect(varied(own, 7)).toEqual(varied(own, 7));
    const still = drill('{}');
    expect(varied(still, 7)).toEqual(still);
  });

  test('moves times by at most its jitter, keeps their order, the start and the end', () => {
    const injects = ['0s', '5s', '1500ms', '19m50s'].map((at, n) => `{ id: J${n}, at: ${at}, text: T }`);
    const own = drill('{ jitter: 30s }', ...injects.map(inject => inject.replace('19m50s', '1190s')));
    const planned = ats(own);
    const seen = SEEDS.map(seed => ats(varied(own, seed)));
    for (const times of seen) {
      for (const [n, at] of times.entries()) {
        if (at !== undefined) expect(Math.abs(at - (planned[n] ?? 0))).toBeLessThanOrEqual(30);
      }
      const [first = 0, , , start = 1, five = 0, odd = 0, last = 0] = times;
      expect(start).toBe(0);
      expect(odd).toBeLessThanOrEqual(five);
      expect(five).toBeLessThanOrEqual(first);
      expect(last).toBeLessThan(20 * 60);
    }
    expect(new Set(seen.map(times => times[0])).size).toBeGreaterThan(20);
  });

  test('lets attacks trade their places, and what waits for the first waits for the one that is now first', () => {
    const own = drill('{ swap: [[a, b]] }', '{ id: I5, when: { is: missed, of: a }, text: About a }');
    const seen = SEEDS.map(seed => varied(own, seed).script);
    const other = seen.find(script => script[1]?.at !== undefined);
    expect(other).toMatchObject([
      {id: 'I1', attack: 'a', title: 'First', after: {event: 'acknowledged', of: 'b', delay: '2m'}, orAt: '12m'},
      {id: 'I2', attack: 'b', at: '5m'},
      {id: 'I3', attack: 'c', when: {is: 'contained', of: 'a'}},
      {id: 'I5', when: {is: 'missed', of: 'a'}},
    ]);
    expect(other?.[0]).not.toHaveProperty('at');
    expect(other?.[1]).not.toHaveProperty('orAt');
    expect(new Set(seen.map(script => JSON.stringify(script))).size).toBe(2);
  });

  test('never stops being one without errors, in the stories that ship', () => {
    expect(STORIES.map(({id}) => id).sort()).toEqual(['insider', 'leaked-token', 'poisoned-image']);
    for (const story of STORIES) {
      const seen = SEEDS.slice(0, 25).map(seed => varied(story, seed));
      for (const one of seen) {
        expect(checkDrill(one).filter(({path}) => path[0] !== 'vary')).toEqual([]);
        expect(JSON.stringify({...one, vary: undefined})).not.toContain('{{ name');
      }
      expect(new Set(seen.map(one => JSON.stringify(one.script))).size).toBeGreaterThan(20);
      const orders = seen.map(one => one.script.map(({attack, orAt, after}) => [attack, orAt, after]));
      expect(new Set(orders.map(order => JSON.stringify(order))).size).toBeGreaterThan(1);
    }
  });
});

/** What is wrong with a drill that varies so; its attacks are ones that there are. */
function told(vary: string, ...injects: string[]): string[] {
  const real = ['secrets-listed', 'pod-exec', 'impersonation'];
  const text = ['a', 'b', 'c'].reduce(
    (all, short, n) => all.replaceAll(new RegExp(`(attack|of): ${short}\\b`, 'g'), `$1: ${real[n]}`),
    fileOf(vary, ...injects).replace('[a, b, c]', `[${real.join(', ')}]`),
  );
  return lintDrills([tempFile('mine.yaml', text)], loadScenarios().scenarios)
    .problems.filter(({check}) => check !== 'unknown-role')
    .map(p => `${p.line}:${p.column} ${p.severity} ${p.message}`);
}

test.each<[string, string[], ...string[]]>([
  ['{ names: { shop: [Aal, Butt] } }', [], '9:18 warning no text of this drill says {{ name:shop }}'],
  [
    '{ names: { shop: [Aal, Butt] } }',
    ['{ id: I5, at: 9m, text: "{{ name:shop }} {{ name:shep }}" }'],
    '14:23 error there is no list of names shep in vary.names: did you mean shop?',
  ],
  [
    '{ swap: [[secrets-listed, pod-exce]] }',
    [],
    '9:33 error there is no scenario pod-exce in this drill: did you mean pod-exec?',
  ],
  [
    '{ swap: [[secrets-listed, pod-exec], [pod-exec, impersonation]] }',
    [],
    '9:33 error pod-exec stands in swap twice: it can have one place only',
    '9:45 error pod-exec stands in swap twice: it can have one place only',
  ],
  [
    '{ swap: [[secrets-listed, impersonation]] }',
    ['{ id: I5, after: { event: contained, of: secrets-listed, delay: 14m }, text: T }'],
    '9:16 error in the order impersonation, secrets-listed the script does not work: I5 cannot be due before 21 m 00 s, and the drill ends at 20 m 00 s: nobody will see it',
  ],
  [
    '{ jitter: 5m }',
    ['{ id: I5, after: { event: missed, of: impersonation, delay: 11m }, text: T }'],
    '9:9 error with this jitter the script may not work: I5 cannot be due before 23 m 00 s, and the drill ends at 20 m 00 s: nobody will see it',
  ],
])('of %s and %j, lint says what is wrong', (vary, injects, ...expected) => {
  expect(told(vary, ...injects)).toEqual(expected);
});

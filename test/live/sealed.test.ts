import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {joinPicture} from '../../src/cli/live/room/join-lines.js';
import {packaged} from '../../src/lib/paths.js';
import {otherTexts, playersTexts} from '../../src/scenario/exercise/texts.js';
import {loadDrill, loadScenarios} from '../../src/scenario/load.js';
import {widthOf} from '../../src/view/text.js';
import {attacked, staged} from '../helpers/exercise.js';

const STORIES = ['leaked-token', 'poisoned-image', 'insider'];
const MINUTE = 60_000;

const playersOf = (stage: ReturnType<typeof staged>) =>
  [...stage.exercise.feeds].filter(([, {audience}]) => audience === 'responds' || audience === 'board');

/** Every text that a drill's file has, each in English. */
const textsOf = (id: string) =>
  [...playersTexts(loadDrill(id)), ...otherTexts(loadDrill(id))].filter(({language}) => language !== 'de');

describe.each(STORIES)('of the drill %s', id => {
  /** As much of it as it takes until its first attack has alerted, and two minutes more. */
  async function played() {
    const stage = staged(readFileSync(packaged('drills', `${id}.yaml`), 'utf8'));
    const lead = stage.join('facilitator', 'Lead');
    await stage.does(lead, 'start', {anyway: true});
    const first = () => stage.of('inject.delivered').find(({attack}) => attack !== undefined)?.attack;
    for (let minute = 0; minute < 10 && first() === undefined; minute++) await stage.pass(MINUTE);
    await attacked(stage, first() ?? 'no attack was delivered', 'A1');
    await stage.pass(2 * MINUTE);
    return {stage, lead};
  }

  test('players are sent no text of an inject before its time, no scenario, no step, no check, no answer', async () => {
    const {stage} = await played();
    const {drill} = stage.exercise.input;
    const isDelivered = (inject: string) => stage.of('inject.delivered').some(one => one.inject === inject);
    const open = drill.script.flatMap(({id: inject}, index) => (isDelivered(inject) ? [] : [`script.${index}`]));
    expect(open.length).toBeGreaterThan(5);
    const sealed = textsOf(id).filter(({path}) => {
      const place = path.join('.');
      // Who says an inject may have said another; what objectives say everybody may read.
      if (path[0] === 'script') return open.some(one => place.startsWith(`${one}.`)) && path[2] !== 'from';
      return path[0] === 'questions'
        ? !stage.of('question.asked').some(({question}) => question.id === drill.questions[Number(path[1])]?.id)
        : path[0] === 'hints';
    });
    expect(sealed.length).toBeGreaterThan(10);
    const {scenarios} = loadScenarios();
    const own = scenarios.filter(scenario => drill.scenarios.includes(scenario.id));
    expect(own.length).toBeGreaterThan(2);
    const ids = own.flatMap(scenario => [scenario.id, ...scenario.attack.flatMap(({id: step}) => step ?? [])]);
    const answers = drill.questions.flatMap(({answer}) => (answer && 'match' in answer ? [answer.match] : []));
    for (const [role, {frames}] of playersOf(stage)) {
      // Procedures are for all: what they are called may say a word that a step is called.
      const heard = frames.all.map(frame => JSON.parse(frame)).filter(({type}) => type !== 'exercise.opened');
      const all = JSON.stringify(heard);
      const whole = frames.all.join('\n');
      for (const {text, path} of sealed) {
        const words = JSON.stringify(text).slice(1, 40).split('{{')[0] ?? '';
        if (words.length > 15) expect(whole.includes(words), `${role}: ${path.join('.')}`).toBe(false);
      }
      for (const secret of [...ids, ...answers]) expect(all.includes(secret), `${role}: ${secret}`).toBe(false);
    }
  });

  test('players are sent all of it once it is unsealed', async () => {
    const {stage, lead} = await played();
    await stage.does(lead, 'unseal');
    const {drill} = stage.exercise.input;
    for (const [role, {frames, audience}] of playersOf(stage)) {
      if (audience === 'board') continue;
      const whole = frames.all.join('\n');
      for (const {text, path} of textsOf(id).filter(one => one.path[0] === 'script')) {
        const words = JSON.stringify(text).slice(1, 40).split('{{')[0] ?? '';
        expect(whole.includes(words), `${role}: ${path.join('.')}`).toBe(true);
      }
      for (const inject of drill.script) expect(whole).toContain(`"${inject.id}"`);
    }
  });
});

test('the picture of a link fits beside a screen of 80 columns: 31 by 16, for each role alike', () => {
  for (const url of ['http://127.0.0.1:7443/#j=K7QM-2XRD', 'https://192.168.100.200:7443/#j=K7QM-2XRD']) {
    const rows = joinPicture(url).split('\n');
    expect(rows.length).toBeLessThanOrEqual(16);
    for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(31);
  }
});

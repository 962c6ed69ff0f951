import {PLACES} from '../../events/words.js';
import {type Block, type Document, list, paragraph} from '../../report/document/document.js';
import {term} from '../../view/live/told/telling.js';
import {tellingIn} from '../../view/live/words.js';
import {type Material, markOf, told, wordsIn} from './material.js';
import type {PrintWords} from './words/en.js';

/** What participants hold in their hands: nothing of the script. */
export function handout(material: Material): Document {
  const {drill, procedures, language} = material;
  const all = wordsIn(language);
  const {handout: words} = all;
  const text = told(material);
  const title = words.title(text(drill.title));
  const rules = drill.briefing?.rules.map(text) ?? [];
  const roles = drill.roles
    .filter(({kind}) => kind !== 'observes')
    .map(({id, duties}) => [{strong: id}, duties.map(text).join('; ')]);
  const objectives = drill.objectives.map(one => `${one.id}: ${text(one.text)}`);
  const places = PLACES.map(place => term(tellingIn(language), place)).join(', ');
  return {
    ...{title, name: title, mark: markOf(material, 'everybody'), language: all.language},
    head: [paragraph(text(drill.briefing?.text) || words.onDuty), paragraph(words.nothingHappens)],
    sections: [
      {
        title: words.rules,
        blocks: [
          list([
            ...rules,
            words.stopWord(drill.briefing?.stopWord ?? 'STOP DRILL'),
            ...[words.aloud, words.places(places), words.act, words.pick],
          ]),
        ],
      },
      ...(roles.length
        ? [{title: words.roles, blocks: [{kind: 'table', head: words.rolesHead, rows: roles} as Block]}]
        : []),
      ...(objectives.length ? [{title: words.objectives, blocks: [list(objectives)]}] : []),
      {
        title: words.procedures,
        blocks: procedures.map(
          ({title: name, owner, steps}): Block => ({
            ...{kind: 'part', title: words.keptBy(text(name), owner)},
            blocks: [list(steps.map(step => `${text(step.text)}${step.role === undefined ? '' : ` (${step.role})`}`))],
          }),
        ),
      },
      {title: words.notes, blocks: [lines(14, all)]},
    ],
  };
}

/** Room to write. */
export const lines = (count: number, {handout: {notesHead}}: PrintWords): Block => ({
  kind: 'table',
  head: notesHead,
  rows: Array.from({length: count}, () => ['\u00a0', '', '']),
});

import {PLACES} from '../../events/words.js';
import {type Block, type Document, list, paragraph} from '../../report/document/document.js';
import {en} from '../../view/live/told/en.js';
import {term} from '../../view/live/told/telling.js';
import {type Material, markOf, told} from './material.js';

/** What participants hold in their hands: nothing of the script. */
export function handout(material: Material): Document {
  const {drill, procedures} = material;
  const text = told(material);
  const title = `${drill.title}: handout`;
  const rules = drill.briefing?.rules.map(text) ?? [];
  const roles = drill.roles
    .filter(({kind}) => kind !== 'observes')
    .map(({id, duties}) => [{strong: id}, duties.map(text).join('; ')]);
  const objectives = drill.objectives.map(one => `${one.id}: ${text(one.text)}`);
  return {
    ...{title, name: title, mark: markOf(material, 'for everybody')},
    head: [
      paragraph('Around this table nothing is attacked and nothing is changed: what you find was recorded before.'),
      paragraph(text(drill.briefing?.text) || 'You are on duty. What you hear from now on is a drill.'),
    ],
    sections: [
      {
        title: 'How it is played',
        blocks: [
          list([
            ...rules,
            `Who says “${drill.briefing?.stopWord ?? 'STOP DRILL'}” ends the drill at once.`,
            'Say aloud what you think, where you look, what you do, and who decides it.',
            `You may look at: ${PLACES.map(place => term(en, place)).join(', ')}. A look in vain costs time.`,
            'Pick a written procedure before you act: the one that was written for the attack helps you.',
          ]),
        ],
      },
      ...(roles.length
        ? [{title: 'Who does what', blocks: [{kind: 'table', head: ['role', 'duties'], rows: roles} as Block]}]
        : []),
      ...(objectives.length ? [{title: 'What you are to show', blocks: [list(objectives)]}] : []),
      {
        title: 'Written procedures',
        blocks: procedures.map(
          ({title: name, owner, steps}): Block => ({
            ...{kind: 'part', title: `${text(name)}, kept by ${owner}`},
            blocks: [list(steps.map(step => `${text(step.text)}${step.role === undefined ? '' : ` (${step.role})`}`))],
          }),
        ),
      },
      {title: 'Notes: when, who, what and why', blocks: [lines(14)]},
    ],
  };
}

/** Room to write. */
export const lines = (count: number): Block => ({
  kind: 'table',
  head: ['time', 'who', 'what was decided or done, and why'],
  rows: Array.from({length: count}, () => ['\u00a0', '', '']),
});

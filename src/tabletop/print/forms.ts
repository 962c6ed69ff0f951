import {type Block, type Document, list, paragraph} from '../../report/document/document.js';
import {lines} from './handout.js';
import {type Material, markOf, told} from './material.js';

const RATINGS = ['P', 'S', 'M', 'U'].map(letter => `☐\u00a0${letter}`).join('\u00a0\u00a0');
/** Room to write in a cell. */
const ROOM = '\u00a0'.repeat(60);

/** Exercise evaluation guides, as HSEEP calls them: what observers rate, task by task. */
export function forms(material: Material): Document {
  const {drill} = material;
  const text = told(material);
  const title = `${drill.title}: evaluation forms`;
  const of = (id: string, what: string) => [{strong: id}, what, {strong: RATINGS}, ROOM];
  const sections = drill.objectives.map(({id, text: words, csf, tasks}) => ({
    title: `${id} ${text(words)}${csf === undefined ? '' : ` (CSF ${csf})`}`,
    blocks: [
      {
        ...{kind: 'table', head: ['task', '', 'rating', 'what I saw, and when']},
        rows: [...tasks.map(task => of(task.id, text(task.text))), of('all', 'the objective as a whole')],
      } as Block,
      lines(5),
    ],
  }));
  return {
    ...{title, name: title, mark: markOf(material, 'for observers')},
    head: [
      paragraph('Observer: ______________________   Date: ______________   Team: ______________________'),
      list([
        'P: performed without challenges',
        'S: performed with some challenges',
        'M: performed with major challenges',
        'U: unable to be performed',
      ]),
    ],
    sections: sections.length
      ? sections
      : [
          {
            title: 'What I saw',
            blocks: [paragraph('The drill has no objectives: write down what you saw.'), lines(16)],
          },
        ],
  };
}

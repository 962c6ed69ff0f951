import {type Block, type Document, list, paragraph} from '../../report/document/document.js';
import {lines} from './handout.js';
import {type Material, markOf, told, wordsIn} from './material.js';

const RATINGS = ['P', 'S', 'M', 'U'].map(letter => `☐\u00a0${letter}`).join('\u00a0\u00a0');
/** Room to write in a cell. */
const ROOM = '\u00a0'.repeat(60);

/** Exercise evaluation guides, as HSEEP calls them: what observers rate, task by task. */
export function forms(material: Material): Document {
  const {drill, language} = material;
  const all = wordsIn(language);
  const {forms: words} = all;
  const text = told(material);
  const title = words.title(text(drill.title));
  const of = (id: string, what: string) => [{strong: id}, what, {strong: RATINGS}, ROOM];
  const sections = drill.objectives.map(({id, text: aim, csf, tasks}) => ({
    title: `${id} ${text(aim)}${csf === undefined ? '' : ` (CSF ${csf})`}`,
    blocks: [
      {
        ...{kind: 'table', head: words.tasksHead},
        rows: [...tasks.map(task => of(task.id, text(task.text))), of(all.all, words.whole)],
      } as Block,
      lines(5, all),
    ],
  }));
  return {
    ...{title, name: title, mark: markOf(material, 'observers'), language: all.language},
    head: [paragraph(words.head), list(words.ratings)],
    sections: sections.length
      ? sections
      : [{title: words.saw, blocks: [paragraph(words.noObjectives), lines(16, all)]}],
  };
}

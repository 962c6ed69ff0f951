import {type Document, list, paragraph} from '../../../report/document/document.js';
import {toldIn, type WorkshopMaterial} from './material.js';
import {paperWords} from './words.js';

/** What students have beside their keyboard: what is to be done and how, and nothing of the attacks. */
export function sheet(material: WorkshopMaterial): Document {
  const {drill, levels, procedures} = material;
  const text = toldIn(material);
  const words = paperWords(material.language).sheet;
  const title = words.title(drill.title);
  return {
    ...{title, name: title, mark: words.mark, language: material.language},
    head: [paragraph(text(drill.briefing?.text) || words.duty), paragraph(words.team)],
    sections: [
      {
        title: words.goes,
        blocks: [
          list([
            ...(drill.briefing?.rules.map(text) ?? []),
            words.stop(drill.briefing?.stopWord ?? 'STOP DRILL'),
            ...words.rules,
          ]),
        ],
      },
      {
        title: words.tasks,
        blocks: [
          {
            kind: 'table',
            head: words.head,
            rows: levels.flatMap(level =>
              level.tasks.map((task, index) => [
                {strong: task.id},
                index ? '' : level.title,
                task.text,
                String(task.points),
                '☐',
              ]),
            ),
          },
        ],
      },
      {
        title: words.begin,
        blocks: [
          list(
            [
              'kubectl get ns',
              'kubectl get pods -A',
              'kubectl auth can-i --list --as system:serviceaccount:NAMESPACE:NAME',
              'kubectl get clusterrolebindings --sort-by=.metadata.creationTimestamp',
              'kubectl get KIND NAME -n NAMESPACE -o yaml',
            ].map(code => ({code})),
          ),
        ],
      },
      {
        title: words.procedures,
        blocks: procedures.map(({title: name, steps}) => ({
          ...{kind: 'part' as const, title: text(name)},
          blocks: [list(steps.map(step => text(step.text)))],
        })),
      },
    ],
  };
}

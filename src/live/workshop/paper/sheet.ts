import {type Document, list, paragraph} from '../../../report/document/document.js';
import {toldIn, type WorkshopMaterial} from './material.js';

/** What students have beside their keyboard: what is to be done and how, and nothing of the attacks. */
export function sheet(material: WorkshopMaterial): Document {
  const {drill, levels, procedures} = material;
  const text = toldIn(material);
  const title = `${drill.title}: student’s sheet`;
  return {
    ...{title, name: title, mark: 'WORKSHOP'},
    head: [
      paragraph(text(drill.briefing?.text) || 'You are on duty for a cluster of your own. Somebody attacks it.'),
      paragraph('Team: ______________________      Code: ________ - ________'),
    ],
    sections: [
      {
        title: 'How it goes',
        blocks: [
          list([
            ...(drill.briefing?.rules.map(text) ?? []),
            `Who says “${drill.briefing?.stopWord ?? 'STOP DRILL'}” stops everything at once.`,
            'Join in a browser with the link and the code of your team. An alert appears when you are attacked: take it.',
            'Your team has a cluster of its own. The page has a shell; with kubectl of your own, download your kubeconfig there.',
            'Save what you will delete, before you delete it: get … -o yaml. Leave alone what has nothing to do with the attack.',
            'A task is solved when what it asks for has held in your cluster for some seconds. Nothing has to be handed in.',
            'Hints cost points; the price is said before. Call the trainer when you are stuck: that costs nothing.',
          ]),
        ],
      },
      {
        title: 'What is to be done',
        blocks: [
          {
            kind: 'table',
            head: ['', 'level', 'task', 'points', 'done'],
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
        title: 'To begin with',
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
        title: 'Written procedures',
        blocks: procedures.map(({title: name, steps}) => ({
          ...{kind: 'part' as const, title: text(name)},
          blocks: [list(steps.map(step => text(step.text)))],
        })),
      },
    ],
  };
}

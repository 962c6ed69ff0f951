import {csvOf} from '../../lib/text/csv.js';
import {type Row, tableOf} from '../../scenario/msel/columns.js';
import {playedRows} from '../../scenario/msel/rows.js';
import {list, type Section} from '../document/document.js';
import type {Played} from './people.js';
import {scriptTable} from './timeline.js';

/** The script as it was played, as a master scenario events list. */
export function mselCsv({exercise}: Played): string {
  const {opened, script, injects, skipped, people} = exercise.live;
  const rows: Row[] = playedRows({
    opened: {...(opened?.story && {story: opened.story})},
    injects: script?.injects ?? [],
    delivered: Object.values(injects).map(({delivered}) => ({...delivered, type: 'inject.delivered'}) as never),
    skipped: Object.values(skipped) as never[],
    names: new Map(Object.values(people).map(({id, name}) => [id, name] as const)),
  });
  return csvOf(tableOf(rows));
}

/** What the report is made from. */
export function annex(view: Played, sha256: string | undefined): Section {
  const {started, exercise, cluster} = view;
  const {people, script} = exercise.live;
  const rows = Object.values(people).map(({id, name, role}) => [id, name, role]);
  return {
    title: 'Annex',
    blocks: [
      {kind: 'part', title: 'The script as it was played (also in msel.csv)', blocks: [scriptTable(view)]},
      {kind: 'part', title: 'Participants', blocks: [{kind: 'table', head: ['id', 'name', 'role'], rows}]},
      {
        ...{kind: 'part', title: 'What it is made from'},
        blocks: [
          list([
            ['run ', {code: started?.run ?? ''}, `, kubedrill ${started?.kubedrill ?? ''}`],
            `Kubernetes ${cluster?.version ?? 'unknown'} on ${started?.cluster.kind ?? 'no cluster'}`,
            ['events.ndjson, SHA-256 ', {code: sha256 ?? 'not at hand'}],
            ['the file of the drill, SHA-256 ', {code: script?.sha256 ?? 'not at hand'}],
          ]),
        ],
      },
    ],
  };
}

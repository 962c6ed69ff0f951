import {clusterType} from '../../cluster/open.js';
import type {UndoAction} from '../undo.js';
import type {Unfinished} from './read.js';

/** What a journal asks for, each step in words that name all of it: what a person is to say yes to. */
export function journalSteps({run, cluster, processes, paths, undos}: Unfinished): string[] {
  if (!cluster) return [];
  const ending = clusterType(cluster.kind).ending(cluster);
  if ('step' in ending && ending.step !== undefined) return [ending.step];
  return [
    ...processes.map(p => `kill process ${p.pid} (${p.program})`),
    ...undos.flatMap(({actions}) => actions.map(wordsFor)),
    ...paths.map(path => `delete ${path}, if it carries the label of run ${run}`),
    ...('attach' in ending ? [`delete what else carries the label of run ${run}`] : []),
  ];
}

function wordsFor(action: UndoAction): string {
  if ('node' in action) return `as root on ${action.on ?? 'the control-plane node'}: ${JSON.stringify(action.node)}`;
  if ('sleepMs' in action) return `wait ${action.sleepMs} ms`;
  const {method, path, headers, body} = action.request;
  if ('await' in action) return `wait for ${path}`;
  const more = {...(headers && {headers}), ...(body !== undefined && {body})};
  return `send ${method} ${path}${Object.keys(more).length ? ` ${JSON.stringify(more)}` : ''}`;
}

import {lstatSync} from 'node:fs';
import {join} from 'node:path';
import {removePrivate} from '../../cluster/envtest/private.js';
import {endProcess} from '../../lib/process/processes.js';
import {journalSteps} from '../journal/steps.js';
import type {Done, Finishing} from './recovery.js';

/**
 * Ends the servers of an envtest cluster, and removes their keys and data. Processes and files are the machine's, not a
 * cluster's: they are never touched for a journal that is not the user's own, whatever a person says.
 */
export async function finishServers({dir, unfinished}: Finishing): Promise<Done> {
  const {unsealed, processes} = unfinished;
  if (unsealed !== undefined) {
    const next = 'end the processes yourself, if they are yours, and remove the folder of the run';
    return {did: 'left alone', left: [], refused: {why: unsealed, steps: journalSteps(unfinished), next}};
  }
  const ended: string[] = [];
  for (const server of processes) if (await endProcess(server)) ended.push(server.program);
  const files = join(dir, 'cluster');
  if (lstatSync(files, {throwIfNoEntry: false})?.isDirectory()) removePrivate(files);
  return {did: ended.length ? `${ended.join(', ')} killed` : 'its servers were gone', left: []};
}

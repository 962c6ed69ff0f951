import {lstatSync} from 'node:fs';
import {join} from 'node:path';
import {endProcess} from '../../lib/process/processes.js';
import type {DeadRun, Ended} from '../type.js';
import {removePrivate} from './private.js';

/**
 * Ends the servers of an envtest cluster, and removes their keys and data. Processes and files are the machine's, not a
 * cluster's: they are never touched for a journal that is not the user's own, whatever a person says.
 */
export async function endServers({dir, processes, unsealed}: DeadRun): Promise<Ended> {
  if (unsealed !== undefined) {
    const next = 'end the processes yourself, if they are yours, and remove the folder of the run';
    return {refused: {why: unsealed, next}};
  }
  const ended: string[] = [];
  for (const server of processes) if (await endProcess(server)) ended.push(server.program);
  const files = join(dir, 'cluster');
  if (lstatSync(files, {throwIfNoEntry: false})?.isDirectory()) removePrivate(files);
  return {did: ended.length ? `${ended.join(', ')} killed` : 'its servers were gone'};
}

import type {Trend} from '../../history/page/trend.js';
import {mount} from '../mount.js';
import {History} from './history-screen.js';

/** What the history screen is started with. */
export interface HistoryOptions {
  trends: readonly Trend[];
  stdout: NodeJS.WriteStream;
  stdin: NodeJS.ReadStream;
  ascii: boolean;
}

/** Shows the nights on the alternate screen until the person leaves. */
export async function showHistory({stdout, stdin, ...props}: HistoryOptions): Promise<void> {
  const mounted = mount(<History {...props} onLeave={() => mounted.close()} />, {stdin, stdout});
  await mounted.finished;
}

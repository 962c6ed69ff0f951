import {Home} from './components/home.js';
import {mount} from './mount.js';
import type {HomeEntry} from './screens/home.js';

/** What the home screen is started with. */
export interface HomeOptions {
  version: string;
  entries: readonly HomeEntry[];
  stdout: NodeJS.WriteStream;
  stdin: NodeJS.ReadStream;
  ascii: boolean;
}

/** Shows the home screen on the alternate screen; resolves with what is to be begun, or nothing, once it is off again. */
export async function chooseAtHome({stdout, stdin, ...props}: HomeOptions): Promise<HomeEntry | undefined> {
  let chosen: HomeEntry | undefined;
  const onChosen = (entry?: HomeEntry) => {
    chosen = entry;
    mounted.close();
  };
  const mounted = mount(<Home {...props} onChosen={onChosen} />, {stdin, stdout});
  await mounted.finished;
  return chosen;
}

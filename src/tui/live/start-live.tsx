import type {LiveClient} from '../../live/client/client.js';
import {type Mounted, mount} from '../mount.js';
import {createTicker} from '../ticker.js';
import type {JoinWay} from './context.js';
import type {Effect} from './effect.js';
import {LiveScreen} from './live-screen.js';
import {perform} from './perform.js';
import {createLiveStore} from './store.js';
import type {Came} from './ui.js';
import type {Words} from './words/en.js';

/** What a live screen is started with. */
export interface LiveOptions {
  client: LiveClient;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  ascii: boolean;
  /** The language of the screen; absent: that of the drill. */
  language?: string | undefined;
  /** The link by which people join with a code, and its picture. */
  linkOf: (code: string) => Omit<JoinWay, 'role'>;
  /** Everybody on the network can read along; by default as the client's own address has it. */
  isInsecure?: boolean;
  /** The person asks to end the drill that this process plays; absent: another process plays it. */
  onStop?: () => void;
}

/** Shows a part in a live drill on the alternate screen until the person leaves. The drill does not depend on it. */
export function startLive(options: LiveOptions): Mounted {
  const {client, stdin, stdout, ascii, language, linkOf, isInsecure = client.isInsecure, onStop} = options;
  const store = createLiveStore(client, linkOf);
  const ticker = createTicker(client.clock, () => client.store.t);
  const onEffect = async (effect: Effect, words: Words): Promise<Came | undefined> => {
    if (effect.kind === 'stop') onStop?.();
    if (effect.kind === 'stop' || effect.kind === 'leave') mounted.close();
    return perform(effect, client, words);
  };
  const mounted = mount(
    <LiveScreen
      {...{client, store, ticker, ascii, isInsecure, onEffect}}
      {...(language !== undefined && {language})}
      isConductor={onStop !== undefined}
    />,
    {stdin, stdout},
  );
  return {...mounted, finished: mounted.finished.finally(() => store.close())};
}

import {type Key, Text, useInput, usePaste, useStdin, useWindowSize} from 'ink';
import {useCallback, useEffect, useRef, useState, useSyncExternalStore} from 'react';
import type {LiveClient} from '../../live/client/client.js';
import {symbolsFor} from '../../view/symbols.js';
import {Lines} from '../components/lines.js';
import type {Ticker} from '../ticker.js';
import type {LiveContext} from './context.js';
import type {Effect} from './effect.js';
import {pasted, pressed} from './press.js';
import {LIVE_MIN, livePicture} from './screen/picture.js';
import type {LiveStore} from './store.js';
import {type Came, initialLiveUi, type LiveUi} from './ui.js';
import type {Words} from './words/en.js';
import {wordsIn} from './words/words.js';

/** What a live screen shows, and whom it tells. */
export interface LiveScreenProps {
  client: LiveClient;
  store: LiveStore;
  ticker: Ticker;
  ascii: boolean;
  /** The language of the screen; absent: that of the drill. */
  language?: string;
  isConductor: boolean;
  isInsecure: boolean;
  /** Does what the person asks for; resolves with what it came to, where that is worth a word. */
  onEffect: (effect: Effect, words: Words) => Promise<Came | undefined>;
}

const still = () => () => {};

/** The screen of one part in a live drill. */
export function LiveScreen({
  client,
  store,
  ticker,
  ascii,
  language,
  isConductor,
  isInsecure,
  onEffect,
}: LiveScreenProps) {
  const {due, joinWays} = useSyncExternalStore(store.subscribe, store.get);
  const isRunning = client.store.view.clock.state === 'running';
  useSyncExternalStore(isRunning ? ticker.subscribe : still, ticker.get);
  const {columns, rows} = useWindowSize();
  const [ui, setUi] = useState(initialLiveUi);
  const latest = useRef(ui); // several keys may arrive before the next picture
  const {isRawModeSupported} = useStdin();
  const apply = useCallback((next: LiveUi) => {
    latest.current = next;
    setUi(next);
  }, []);
  const words = wordsIn(language ?? client.store.hello?.language);
  const contextNow = () => contextOf(client, words, {due, ascii, joinWays, isConductor, isInsecure});
  const take = (input: string, key: Partial<Key>) => {
    const context = contextNow();
    if (!context) {
      if (input === 'q' || key.ctrl) void onEffect({kind: 'leave'}, words);
      return;
    }
    const {ui: next, effect} = pressed(latest.current, input, key, context, {columns, rows});
    apply(next);
    if (!effect) return;
    void onEffect(effect, words).then(came => {
      if (came) apply({...latest.current, ...('asking' in came ? came : {notice: came})});
    });
  };
  useInput(
    (input, key) => {
      if (input.length < 2) return take(input, key);
      // Keys that are typed faster than they are read arrive as one piece of text; what is pasted comes by another way.
      for (const letter of input) take(letter < ' ' ? '' : letter, keyOf(letter));
    },
    {isActive: isRawModeSupported},
  );
  usePaste(text => apply(pasted(latest.current, text)), {isActive: isRawModeSupported});
  const {late} = client;
  useEffect(() => {
    if (late !== undefined) apply({...latest.current, notice: {text: late, isBad: true}});
  }, [late, apply]);
  if (columns < LIVE_MIN.columns || rows < LIVE_MIN.rows) {
    return <Text>{words.tooSmall(`${columns}x${rows}`)}</Text>;
  }
  const context = contextNow();
  if (!context) return <Text>{` ${words.connectingTo(client.server.origin)}`}</Text>;
  return <Lines lines={livePicture(context, ui, {columns, rows})} width={columns} height={rows} />;
}

/** The key that a control character stands for. */
const keyOf = (letter: string): Partial<Key> => ({return: letter === '\r' || letter === '\n', tab: letter === '\t'});

/** What a picture is made from now; undefined until the server has greeted. */
function contextOf(
  client: LiveClient,
  words: Words,
  given: Pick<LiveContext, 'due' | 'ascii' | 'joinWays' | 'isConductor' | 'isInsecure'>,
): LiveContext | undefined {
  const {store, connection, waiting} = client;
  const {hello, view, run, told, lastDid, t, runNow, wallNow} = store;
  if (!hello) return undefined;
  return {
    ...{hello, view, run: {...run, nowMs: runNow}, told, lastDid, t, runNow, wallNow},
    ...{connection, waiting, ...given, symbols: symbolsFor(given.ascii), words, telling: store.telling},
    ...(client.server.fingerprint !== undefined && {fingerprint: client.server.fingerprint}),
  };
}

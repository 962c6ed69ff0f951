import {useEffect, useMemo, useState} from 'react';
import {type Me, me} from './net/api.js';
import {Session} from './net/session.js';
import {Join} from './screens/join.js';
import {Room} from './screens/room.js';
import {wordsIn} from './words/words.js';

/** What this tab keeps over a reload; a browser may be told to keep nothing. */
function shelf(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

/** The whole page: who has not joined joins, who has is in the room. */
export function App({code, language}: {code: string; language?: string}) {
  const words = wordsIn(language, navigator.language);
  const [known, setKnown] = useState<Me | 'asking' | undefined>('asking');
  const [isIn, setIn] = useState(false);
  const [wasIn, setWasIn] = useState(false);
  // Who joins anew is somebody else: nothing of the one before is left.
  const session = useMemo(() => (isIn ? new Session(shelf()) : undefined), [isIn]);

  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words]);
  useEffect(() => {
    me().then(
      answer => {
        setKnown(answer);
        // A code in the address is somebody who wants to join, perhaps in another part.
        if (answer && code === '') setIn(true);
      },
      () => setKnown(undefined),
    );
  }, [code]);

  if (known === 'asking') return null;
  if (session) {
    const onClosed = () => {
      setKnown(undefined);
      setWasIn(true);
      setIn(false);
    };
    return <Room session={session} onClosed={onClosed} {...(language !== undefined && {language})} />;
  }
  const onJoined = (joined: Me) => {
    setKnown(joined);
    setIn(true);
  };
  return <Join {...{code, words, onJoined}} {...(known && {known})} {...(wasIn && {why: words.join.removed})} />;
}

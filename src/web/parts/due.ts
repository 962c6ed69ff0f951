import {useEffect, useState} from 'react';
import {due as ask} from '../net/api.js';
import {useLive} from './live.js';

/** Asked at the most this often, in milliseconds. */
const APART_MS = 1000;

/** When injects are due as things stand, by id: asked again whenever something has happened. */
export function useDue(): Readonly<Record<string, number>> {
  const {view} = useLive();
  const [due, setDue] = useState<Readonly<Record<string, number>>>({});
  const {count} = view;
  // Every event may change what is due.
  // biome-ignore lint/correctness/useExhaustiveDependencies: count is what it depends on
  useEffect(() => {
    let isLeft = false;
    const timer = setTimeout(() => {
      ask().then(
        answer => {
          if (answer.ok && !isLeft) setDue(answer.value.due);
        },
        () => {
          // Without a connection what was known last is shown.
        },
      );
    }, APART_MS);
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [count]);
  return due;
}

import {useLive} from './live.js';

/** A part of a screen that links lead to, and how much waits there. */
export interface Place {
  /** The `place` of its card. */
  id: string;
  title: string;
  waiting?: number;
}

/** Ways to the parts of a long screen, with what waits in each; for screens that show one column. */
export function Jump({places}: {places: readonly Place[]}) {
  const {words} = useLive();
  return (
    <nav className="jump" aria-label={words.parts}>
      <ul>
        {places.map(({id, title, waiting = 0}) => (
          <li key={id}>
            <a href={`#${id}`}>
              {title}
              {waiting > 0 && <b> {waiting}</b>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

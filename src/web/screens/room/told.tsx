import type {Told as Message} from '../../net/session.js';
import {useLive} from '../../parts/live.js';

/** What the page itself has to say, such as why something was refused. */
export function Told({told, onDismiss}: {told: readonly Message[]; onDismiss: (id: number) => void}) {
  const {words} = useLive();
  return (
    <div className="told" role="status" aria-label={words.told}>
      {told.map(({id, text}) => (
        <p key={id}>
          <span>{text}</span>
          <button type="button" className="quiet" onClick={() => onDismiss(id)}>
            {words.dismiss}
          </button>
        </p>
      ))}
    </div>
  );
}

import {Act} from '../../parts/act.js';
import {may, useLive} from '../../parts/live.js';
import type {AttackRow} from '../../rows/attacks.js';

/** What can be done about an attack: begun, given more time, or closed. */
export function AttackActions({row: {id, title, verdict, isOpen, isContained, closed}}: {row: AttackRow}) {
  const live = useLive();
  const {words, view} = live;
  if (!may(live, 'attack') || view.clock.state === 'waiting') return null;
  const isDelivered = Object.values(view.injects).some(({delivered}) => delivered.attack === id);
  if (verdict === 'planned' && !isDelivered) {
    return (
      <Act command="attack" input={{scenario: id}} label={`${words.attacks.begin}: ${title}`} isQuiet>
        {words.attacks.begin}
      </Act>
    );
  }
  if (!isOpen || isContained || closed !== undefined) return null;
  return (
    <>
      <Act command="extend" input={{scenario: id, by: '5m'}} label={`${words.attacks.extend}: ${title}`} isQuiet>
        {words.attacks.extend}
      </Act>
      <Act command="close" input={{scenario: id}} label={`${words.attacks.close}: ${title}`} isQuiet>
        {words.attacks.close}
      </Act>
    </>
  );
}

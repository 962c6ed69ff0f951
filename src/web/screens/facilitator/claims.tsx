import {claimsOf} from '../../../view/live/claims.js';
import {Card} from '../../parts/card.js';
import {CommandForm, Field} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import {clockText} from '../../rows/times.js';

/** What came late because its sender had no connection: the facilitator may let the earlier time count. */
export function ClaimsCard() {
  const {view, words, hello} = useLive();
  const claims = claimsOf(view);
  if (!claims.length || !hello.can.includes('accept')) return null;
  return (
    <Card title={words.claims.title} aside={claims.length}>
      <p className="quiet">{words.claims.intro}</p>
      <ul className="rows">
        {claims.map(({what, id, name, earlierMs}) => (
          <li key={`${what} ${id}`} tabIndex={-1}>
            <p>{words.claims.claim(name ?? words.somebody, words.deeds[what], id, clockText(earlierMs))}</p>
            <CommandForm
              command="accept"
              submit={words.claims.accept}
              label={words.claims.acceptOne(id)}
              read={of => ({what, of: id, reason: of('reason')})}
            >
              <Field label={words.claims.reason} name="reason" required maxLength={300} autoComplete="off" />
            </CommandForm>
          </li>
        ))}
      </ul>
    </Card>
  );
}

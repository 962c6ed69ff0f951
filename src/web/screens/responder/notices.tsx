import {Act} from '../../parts/act.js';
import {Fold} from '../../parts/card.js';
import {CommandForm, Field} from '../../parts/form.js';
import {may, useLive} from '../../parts/live.js';
import {Mark, type Tone} from '../../parts/mark.js';
import {type NoticeRow, noticeRows, statementRows} from '../../rows/notices.js';
import {clockText} from '../../rows/times.js';

/** What laws demand: what the team states, and the notifications whose clocks that starts. */
export function NoticesCard() {
  const live = useLive();
  const {view, words, t, hello} = live;
  const running = noticeRows(view, t).filter(({state}) => state === 'running' || state === 'overdue').length;
  return (
    <Fold
      title={words.notices.title}
      aside={running || undefined}
      place="notices"
      // Of those who notify and take no alerts it is the first thing that they need.
      isOpen={hello.can.includes('notify') && !hello.can.includes('acknowledge') && !hello.can.includes('decide')}
    >
      <p>{words.notices.intro}</p>
      <ul className="rows">
        {statementRows(view).map(({what, by, t: at}) => (
          <li key={what} tabIndex={-1} className="line">
            <span>
              {words.notices.statements[what]}
              <br />
              <Mark tone={by === undefined ? 'calm' : 'good'}>
                {by === undefined ? words.notices.notStated : words.notices.stated(by, clockText(at ?? 0))}
              </Mark>
            </span>
            {by === undefined && may(live, 'state') && (
              <Act
                command="state"
                input={{what}}
                label={words.notices.stateOne(words.notices.statements[what])}
                isQuiet
              >
                {words.notices.stateIt}
              </Act>
            )}
          </li>
        ))}
      </ul>
      {noticeRows(view, t).map(row => (
        <Notice key={row.id} row={row} />
      ))}
    </Fold>
  );
}

const TONES: Readonly<Record<NoticeRow['state'], Tone>> = {
  waiting: 'calm',
  running: 'busy',
  overdue: 'bad',
  'sent in time': 'good',
  'sent late': 'bad',
  sent: 'warn',
  'never started': 'calm',
  'not sent': 'bad',
  'not due': 'calm',
};

function Notice({row}: {row: NoticeRow}) {
  const live = useLive();
  const {words} = live;
  const {id, title, to, fields, state, leftMs, sent} = row;
  const time = leftMs === undefined ? '' : clockText(Math.abs(leftMs));
  return (
    <section className="notice">
      <h3>{title}</h3>
      <p>
        <Mark tone={TONES[state]}>{words.notices.state[state]}</Mark>{' '}
        {leftMs !== undefined && <b>{leftMs < 0 ? words.questions.overdue(time) : words.questions.left(time)}</b>}
        {sent && <span className="quiet"> {[sent.name, clockText(sent.t)].join(' · ')}</span>}
        {sent && sent.missing.length > 0 && <Mark tone="warn">{words.notices.missing(sent.missing)}</Mark>}
      </p>
      {!sent && may(live, 'notify') && (
        <CommandForm
          command="notify"
          submit={words.notices.notify(to)}
          read={of => ({
            clock: id,
            fields: Object.fromEntries(fields.map(name => [name, of(name)]).filter(([, text]) => text !== '')),
          })}
        >
          {fields.map(name => (
            <Field key={name} label={words.notices.field(name)} name={name} maxLength={2000} autoComplete="off" />
          ))}
        </CommandForm>
      )}
    </section>
  );
}

import type {ReactNode} from 'react';
import {useLive} from '../../parts/live.js';
import {Mark, type Tone} from '../../parts/mark.js';
import type {PlanRow} from '../../rows/plan.js';
import {clockText} from '../../rows/times.js';

const TONES: Readonly<Record<PlanRow['state'], Tone>> = {
  next: 'busy',
  held: 'warn',
  delivered: 'good',
  'left out': 'calm',
  'not delivered': 'calm',
};

/** Injects of the script, with what can be done about each. */
export function PlanList({rows, actions}: {rows: readonly PlanRow[]; actions?: (row: PlanRow) => ReactNode}) {
  return (
    <ul className="rows">
      {rows.map(row => (
        <li key={row.id} tabIndex={-1} className={row.state === 'next' || row.state === 'held' ? 'open' : 'done'}>
          <PlanEntry row={row} actions={actions?.(row)} />
        </li>
      ))}
    </ul>
  );
}

function PlanEntry({row, actions}: {row: PlanRow; actions: ReactNode}) {
  const {words} = useLive();
  const {id, title, kind, due, state, inMs, t, by, plannedT, reason, text, to, expect, notes} = row;
  const planned = plannedT === undefined ? due : words.at(clockText(plannedT));
  const when = t === undefined ? planned : [words.at(clockText(t)), ...(by ? [words.by(by)] : [])].join(' ');
  return (
    <>
      <div className="line">
        <h3>
          <span className="id">{id}</span> {title}
        </h3>
        <span>
          <Mark tone={TONES[state]}>{words.plan.state[state]}</Mark>{' '}
          {inMs !== undefined && (
            <b>{inMs < 0 ? words.plan.since(clockText(-inMs)) : words.plan.in(clockText(inMs))}</b>
          )}
        </span>
      </div>
      <div className="line plan">
        <span className="quiet">
          {[words.plan.kinds[kind], when, ...(reason === undefined ? [] : [reason])].join(' · ')}
        </span>
        {actions}
        {(text ?? expect ?? notes) !== undefined && (
          <details>
            <summary>{words.plan.details}</summary>
            {text !== undefined && <p className="said">{text}</p>}
            {to.length > 0 && <p className="quiet">{words.to(to)}</p>}
            {expect !== undefined && <p>{words.plan.expect(expect)}</p>}
            {notes !== undefined && <p className="quiet">{notes}</p>}
          </details>
        )}
      </div>
    </>
  );
}

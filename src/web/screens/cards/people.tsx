import type {ReactNode} from 'react';
import {aboutDeed} from '../../parts/about.js';
import {Card} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {Mark, type Tone} from '../../parts/mark.js';
import {headCount, type PersonRow, peopleRows} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

const TONES: Readonly<Record<PersonRow['state'], Tone>> = {online: 'good', away: 'warn', removed: 'bad'};
const MARKS: Readonly<Record<PersonRow['state'], string>> = {online: '●', away: '○', removed: '✖'};

/** Who takes part, and what each did last. */
export function PeopleCard({actions}: {actions?: (row: PersonRow) => ReactNode}) {
  const {view, words, now} = useLive();
  return (
    <Card place="people" title={words.people.title} aside={headCount(view)}>
      <ul className="rows">
        {peopleRows(view).map(row => (
          <li key={row.id} tabIndex={-1}>
            <div className="line">
              <span>
                <b>{row.name}</b> <span className="quiet">{row.role}</span>
              </span>
              <Mark tone={TONES[row.state]} mark={MARKS[row.state]}>
                {words.people.state[row.state]}
                {row.state === 'away' && ` ${clockText(now - Date.parse(row.since))}`}
              </Mark>
            </div>
            <div className="line plan">
              <p className="quiet clip">
                {row.last &&
                  `${words.deeds[row.last.kind]}: ${aboutDeed(row.last, words)} · ${words.people.ago(clockText(Math.max(0, now - Date.parse(row.last.at))))}`}
              </p>
              {actions?.(row)}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

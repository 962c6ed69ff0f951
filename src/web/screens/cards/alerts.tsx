import {Act} from '../../parts/act.js';
import {Card, Nothing} from '../../parts/card.js';
import {may, useLive} from '../../parts/live.js';
import {Level, Mark} from '../../parts/mark.js';
import {type AlertRow, alertCount, alertRows} from '../../rows/alerts.js';
import {clockText} from '../../rows/times.js';

/** What the stack has alerted of, and who has taken it. */
export function AlertsCard() {
  const {view, words, t} = useLive();
  const rows = alertRows(view, t);
  const {all, taken} = alertCount(view);
  return (
    <Card place="alerts" title={words.alerts.title} aside={all ? words.alerts.count(taken, all) : undefined}>
      {rows.length ? (
        <ul className="rows">
          {rows.map(row => (
            <Alert key={row.id} row={row} />
          ))}
        </ul>
      ) : (
        <Nothing>{words.alerts.none}</Nothing>
      )}
    </Card>
  );
}

function Alert({row}: {row: AlertRow}) {
  const live = useLive();
  const {words} = live;
  const {id, rule, level, source, t, about, link, taken, refused} = row;
  return (
    <li tabIndex={-1} className={taken ? 'done' : 'open'}>
      <div className="line">
        <h3>
          <span className="id">{id}</span> {rule}
        </h3>
        <Level level={level} words={words.levels} />
      </div>
      {about.length > 0 && (
        <dl className="about">
          {about.map(([what, value]) => (
            <div key={what}>
              <dt>{words.alerts.about[what] ?? what}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="line">
        <span>
          <State row={row} /> <span className="quiet">{words.alerts.from(source, clockText(t))}</span>{' '}
          {link !== undefined && (
            <a href={link} target="_blank" rel="noreferrer noopener">
              {words.alerts.link}
            </a>
          )}
        </span>
        {!taken && may(live, 'acknowledge') && (
          <Act command="acknowledge" input={{alert: id}} label={words.alerts.acknowledgeOne(id)}>
            {words.alerts.acknowledge}
          </Act>
        )}
      </div>
      {refused.map(({name, source: by, reason}, index) => (
        // Answers are only ever added.
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name
        <p key={index} className="quiet">
          {words.alerts.refused(name ?? by, reason ?? '')}
        </p>
      ))}
    </li>
  );
}

function State({row: {taken, isLate, waitingMs}}: {row: AlertRow}) {
  const {words} = useLive();
  if (taken) {
    return <Mark tone="good">{words.alerts.taken(taken.name ?? taken.source, clockText(taken.afterMs))}</Mark>;
  }
  const time = clockText(waitingMs);
  return <Mark tone={isLate ? 'bad' : 'warn'}>{isLate ? words.alerts.late(time) : words.alerts.open(time)}</Mark>;
}

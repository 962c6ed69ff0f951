import {Act} from '../../parts/act.js';
import {Card, Nothing} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {RATINGS, type RatedRow, ratedRows} from '../../rows/ratings.js';

/** Objectives and their tasks, with the ratings that observers give. */
export function RateCard() {
  const {view, words} = useLive();
  const rows = ratedRows(view);
  const rated = rows.filter(({ratings}) => ratings.length).length;
  return (
    <Card
      place="objectives"
      title={words.rate.title}
      aside={rows.length ? words.rate.count(rated, rows.length) : undefined}
    >
      {!rows.length && <Nothing>{words.rate.none}</Nothing>}
      <ul className="rows">
        {rows.map(row => (
          <Rated key={row.task ?? row.objective} row={row} />
        ))}
      </ul>
      <details>
        <summary>{words.rate.scale}</summary>
        <dl>
          {RATINGS.map(rating => (
            <div key={rating}>
              <dt>{rating}</dt>
              <dd>{words.rate.meaning[rating]}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Card>
  );
}

function Rated({row}: {row: RatedRow}) {
  const {words, hello} = useLive();
  const {objective, task, text, csf, ratings} = row;
  const own = ratings.find(({person}) => person === hello.person)?.rating;
  const name = task ?? objective;
  return (
    <li className={task === undefined ? '' : 'inner'}>
      <h3>
        <span className="id">{name}</span> {text} {csf !== undefined && <span className="quiet">{csf}</span>}
      </h3>
      {hello.can.includes('observe') && (
        <fieldset className="rating bare" aria-label={words.rate.legend(name)}>
          {RATINGS.map(rating => (
            <Act
              key={rating}
              command="observe"
              input={{objective, rating, ...(task !== undefined && {task})}}
              label={`${name}: ${rating}, ${words.rate.meaning[rating]}`}
              isPressed={own === rating}
              isQuiet={own !== rating}
            >
              {rating}
            </Act>
          ))}
        </fieldset>
      )}
      {ratings.length > 0 && (
        <p className="quiet">{ratings.map(({name: by, rating}) => `${by}: ${rating}`).join(' · ')}</p>
      )}
    </li>
  );
}

import {type Cell, type TeamRow, taskHeads} from '../../../view/live/matrix.js';
import type {WorkshopView} from '../../../view/live/workshop.js';
import {Card} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {clockText} from '../../rows/times.js';

const MARKS: Readonly<Record<Cell['state'], string>> = {solved: '✔', open: '▸', closed: '–'};

/** Every team and every task: who has solved what, and how long it took. */
export function Matrix({workshop, rows}: {workshop: WorkshopView; rows: readonly TeamRow[]}) {
  const {words} = useLive();
  const told = words.workshop.matrix;
  const heads = taskHeads(workshop);
  return (
    <Card place="matrix" className="whole" title={told.title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard as well */}
      <section className="scroll" aria-label={told.label} tabIndex={0}>
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col">{told.team}</th>
              {heads.map(({id, medianMs, solved}) => (
                <th key={id} scope="col">
                  {id}
                  <small>
                    {medianMs === undefined ? told.nobody : told.median(clockText(medianMs))}
                    {solved > 0 && ` · ${solved}`}
                  </small>
                </th>
              ))}
              <th scope="col">{told.sum}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({team, cells, needsHelp}) => (
              <tr key={team.id} className={needsHelp ? 'needs' : ''}>
                <th scope="row">
                  {needsHelp && <span aria-hidden="true">⚑ </span>}
                  {team.name}
                </th>
                {cells.map(({task, state, ms}) => (
                  <td key={task} className={state}>
                    <span aria-hidden="true">{MARKS[state]}</span> <span className="heard">{told.cell[state]}</span>
                    {ms !== undefined && clockText(ms)}
                  </td>
                ))}
                <td>{team.points}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

import {Act} from '../../parts/act.js';
import {Card} from '../../parts/card.js';
import {may, useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {procedureRows, type StepRow} from '../../rows/procedures.js';
import {clockText} from '../../rows/times.js';

/** The written procedures, with what was done of them. */
export function ProceduresCard() {
  const {view, words, hello} = useLive();
  const rows = procedureRows(view);
  if (!rows.length) return null;
  return (
    <Card place="procedures" title={words.procedures.title}>
      {rows.map(({id, title, owner, steps, done}) => (
        <details key={id} open={rows.length === 1 || done > 0}>
          <summary>
            <h3>{title}</h3>
            <span className="quiet">{words.procedures.done(done, steps.length)}</span>
          </summary>
          <p className="quiet">{words.procedures.owner(owner)}</p>
          <ol className="rows">
            {steps.map(step => (
              <Step key={step.id} procedure={id} step={step} isMine={step.role === hello.role} />
            ))}
          </ol>
        </details>
      ))}
    </Card>
  );
}

function Step({procedure, step, isMine}: {procedure: string; step: StepRow; isMine: boolean}) {
  const live = useLive();
  const {words} = live;
  const {id, text, role, ticked} = step;
  return (
    <li tabIndex={-1} className={ticked ? 'done' : ''}>
      <p>{text}</p>
      <div className="line">
        <span>
          <Mark tone={ticked ? 'good' : 'calm'}>
            {ticked ? words.procedures.ticked(ticked.name, clockText(ticked.t)) : words.procedures.open}
          </Mark>{' '}
          {role !== undefined && <span className={isMine ? 'mine' : 'quiet'}>{role}</span>}
        </span>
        {!ticked && may(live, 'tick') && (
          <Act command="tick" input={{procedure, step: id}} label={words.procedures.tickOne(text)} isQuiet>
            {words.procedures.tick}
          </Act>
        )}
      </div>
    </li>
  );
}

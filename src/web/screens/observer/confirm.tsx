import {Act} from '../../parts/act.js';
import {Card} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {procedureRows, type StepRow} from '../../rows/procedures.js';
import {clockText} from '../../rows/times.js';

/** Whether steps of procedures were done: people tick them, and who watches says whether it is so. */
export function ConfirmCard() {
  const {view, words} = useLive();
  const rows = procedureRows(view);
  if (!rows.length) return null;
  return (
    <Card title={words.procedures.title}>
      {rows.map(({id, title, steps, done}) => (
        <details key={id} open={rows.length === 1 || done > 0}>
          <summary>
            <h3>{title}</h3>
            <span className="quiet">{words.procedures.done(done, steps.length)}</span>
          </summary>
          <ol className="rows">
            {steps.map(step => (
              <Step key={step.id} procedure={id} step={step} />
            ))}
          </ol>
        </details>
      ))}
    </Card>
  );
}

function Step({procedure, step: {id, text, ticked, confirmed}}: {procedure: string; step: StepRow}) {
  const {words, view} = useLive();
  const input = {procedure, step: id};
  return (
    <li tabIndex={-1}>
      <p>{text}</p>
      <div className="line">
        <span>
          <Mark tone={ticked ? 'good' : 'calm'}>
            {ticked ? words.procedures.ticked(ticked.name, clockText(ticked.t)) : words.procedures.open}
          </Mark>{' '}
          {confirmed && (
            <Mark tone={confirmed.done ? 'good' : 'bad'}>
              {words.procedures.confirmed(confirmed.name, confirmed.done)}
            </Mark>
          )}
        </span>
        {view.clock.state !== 'waiting' && (
          <span className="line">
            <Act command="confirm" input={{...input, done: true}} label={words.procedures.confirmOne(text)} isQuiet>
              {words.procedures.confirm}
            </Act>
            <Act command="confirm" input={{...input, done: false}} label={words.procedures.denyOne(text)} isQuiet>
              {words.procedures.deny}
            </Act>
          </span>
        )}
      </div>
    </li>
  );
}

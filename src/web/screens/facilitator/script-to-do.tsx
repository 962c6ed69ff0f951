import {Act} from '../../parts/act.js';
import {Card} from '../../parts/card.js';
import {CommandForm, Field} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import {type PlanRow, planRows} from '../../rows/plan.js';
import {PlanList} from '../cards/plan-list.js';

/** How many of the next are always in sight. */
const SOON = 3;

/** The sealed script: what comes next, and what can be done about it. */
export function ScriptToDo({due}: {due: Readonly<Record<string, number>>}) {
  const {view, words, t} = useLive();
  const isOn = view.clock.state === 'running' || view.clock.state === 'paused';
  const rows = planRows(view, due, t);
  const open = rows.filter(({state}) => state === 'next' || state === 'held');
  const actions = isOn && {actions: (row: PlanRow) => <InjectActions row={row} isNext={row === open[0]} />};
  return (
    <Card place="script" title={words.plan.title} aside={words.plan.left(open.length)}>
      <PlanList rows={open.slice(0, SOON)} {...actions} />
      {open.length > SOON && (
        <details>
          <summary>{words.plan.later(open.length - SOON)}</summary>
          <PlanList rows={open.slice(SOON)} {...actions} />
        </details>
      )}
      {rows.length > open.length && (
        <details>
          <summary>{words.plan.past(rows.length - open.length)}</summary>
          <PlanList rows={rows.filter(row => !open.includes(row))} />
        </details>
      )}
    </Card>
  );
}

function InjectActions({row: {id, title}, isNext}: {row: PlanRow; isNext: boolean}) {
  const {words} = useLive();
  const about = `${id} ${title}`;
  return (
    <>
      <Act command="deliver" input={{inject: id}} label={`${words.plan.deliver}: ${about}`} isQuiet={!isNext}>
        {words.plan.deliver}
      </Act>
      <Act command="hold" input={{inject: id, for: '5m'}} label={`${words.plan.hold}: ${about}`} isQuiet>
        {words.plan.hold}
      </Act>
      {!isNext && (
        <Act command="jump" input={{inject: id}} label={`${words.plan.jump}: ${about}`} isQuiet>
          {words.plan.jump}
        </Act>
      )}
      <details>
        <summary aria-label={`${words.plan.skip}: ${about}`}>{words.plan.skip}</summary>
        <CommandForm command="skip" submit={words.plan.skip} read={of => ({inject: id, reason: of('reason')})}>
          <Field label={words.plan.reason} name="reason" required maxLength={300} autoComplete="off" />
        </CommandForm>
      </details>
    </>
  );
}

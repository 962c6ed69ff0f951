import {Card} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {planRows} from '../../rows/plan.js';
import {PlanList} from './plan-list.js';

/** The script, once it is no secret any more. */
export function ScriptCard() {
  const {view, words, t} = useLive();
  if (!view.isUnsealed || !view.script) return null;
  return (
    <Card title={words.plan.unsealed}>
      <PlanList rows={planRows(view, {}, t)} />
    </Card>
  );
}

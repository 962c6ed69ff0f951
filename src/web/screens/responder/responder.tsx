import {may, useLive} from '../../parts/live.js';
import {AlertsCard} from '../cards/alerts.js';
import {Briefing} from '../cards/briefing.js';
import {EvidenceCard} from '../cards/evidence.js';
import {HotWash} from '../cards/hot-wash.js';
import {InboxCard} from '../cards/inbox.js';
import {NotesCard} from '../cards/notes.js';
import {QuestionsCard} from '../cards/questions.js';
import {ScriptCard} from '../cards/script.js';
import {DeclareCard} from './declare.js';
import {AccessCard, HintsCard} from './help.js';
import {NoticesCard} from './notices.js';
import {ProceduresCard} from './procedures.js';

/** What somebody sees who responds: what their stack tells them first, then what they can do about it. */
export function Responder() {
  const live = useLive();
  const {view, hello} = live;
  const isOver = view.clock.state === 'ended';
  const {clocks = []} = view.opened ?? {};
  const states = hello.can.includes('state') || hello.can.includes('notify');
  return (
    <>
      <div className="column wide">
        {isOver && <HotWash />}
        <AlertsCard />
        <InboxCard />
        <QuestionsCard />
        <NotesCard />
        <ScriptCard />
      </div>
      <div className="column">
        <Briefing isOpen={view.clock.state === 'waiting'} />
        <ProceduresCard />
        {hello.can.includes('declare') && <DeclareCard />}
        {states && clocks.length > 0 && <NoticesCard />}
        <EvidenceCard />
        {may(live, 'hint') && <HintsCard />}
        {may(live, 'kubeconfig') && <AccessCard />}
      </div>
    </>
  );
}

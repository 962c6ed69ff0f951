import {Jump} from '../../parts/jump.js';
import {type Live, may, useLive} from '../../parts/live.js';
import {alertCount} from '../../rows/alerts.js';
import {type InboxRow, inboxRows} from '../../rows/inbox.js';
import {questionRows} from '../../rows/questions.js';
import {AlertsCard} from '../cards/alerts.js';
import {Briefing} from '../cards/briefing.js';
import {EvidenceCard} from '../cards/evidence.js';
import {FoundCard} from '../cards/found.js';
import {HotWash} from '../cards/hot-wash.js';
import {InboxCard} from '../cards/inbox.js';
import {NotesCard} from '../cards/notes.js';
import {QuestionsCard} from '../cards/questions.js';
import {ScriptCard} from '../cards/script.js';
import {DeclareCard} from './declare.js';
import {AccessCard, HintsCard} from './help.js';
import {NoticesCard} from './notices.js';
import {ProceduresCard} from './procedures.js';
import {LookCard, TakeAction} from './table.js';

const isUnread = ({kind, isMine, isRead}: InboxRow): boolean => kind === 'inject' && isMine && !isRead;

/** What somebody sees who responds: what their stack tells them first, then what they can do about it. */
export function Responder() {
  const live = useLive();
  const {view, hello} = live;
  const [isWaiting, isOver] = [view.clock.state === 'waiting', view.clock.state === 'ended'];
  const {clocks = []} = view.opened ?? {};
  const states = clocks.length > 0 && (hello.can.includes('state') || hello.can.includes('notify'));
  const isTable = view.opened?.kind === 'tabletop';
  return (
    <>
      <Jump places={placesOf(live, states)} />
      <div className="column wide">
        {isWaiting && <Briefing isOpen />}
        {isOver && <HotWash />}
        {isTable && <InboxCard />}
        <LookCard />
        <FoundCard />
        <AlertsCard />
        {!isTable && <InboxCard />}
        <QuestionsCard />
        <NotesCard />
        <ScriptCard />
      </div>
      <div className="column">
        {!isWaiting && <Briefing isOpen={false} />}
        <TakeAction />
        <ProceduresCard />
        {hello.can.includes('declare') && <DeclareCard />}
        {states && <NoticesCard />}
        <EvidenceCard />
        {may(live, 'hint') && <HintsCard />}
        {may(live, 'kubeconfig') && <AccessCard />}
      </div>
    </>
  );
}

/** Where links lead to, and what waits there. */
function placesOf({view, hello, words, t}: Live, states: boolean) {
  const {all, taken} = alertCount(view);
  const questions = questionRows(view, t);
  return [
    ...(view.opened?.kind === 'tabletop' ? [{id: 'found', title: words.table.found}] : []),
    {id: 'alerts', title: words.alerts.title, waiting: all - taken},
    {id: 'inbox', title: words.inbox.title, waiting: inboxRows(view, hello).filter(isUnread).length},
    ...(questions.length
      ? [
          {
            id: 'questions',
            title: words.questions.title,
            waiting: questions.filter(({state}) => state === 'open').length,
          },
        ]
      : []),
    {id: 'notes', title: words.notes.title},
    ...(view.opened?.procedures.length ? [{id: 'procedures', title: words.procedures.title}] : []),
    ...(states ? [{id: 'notices', title: words.notices.title}] : []),
  ];
}

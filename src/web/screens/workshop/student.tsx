import {Jump} from '../../parts/jump.js';
import {may, useLive} from '../../parts/live.js';
import {alertCount} from '../../rows/alerts.js';
import {questionRows} from '../../rows/questions.js';
import {AlertsCard} from '../cards/alerts.js';
import {Briefing} from '../cards/briefing.js';
import {EvidenceCard} from '../cards/evidence.js';
import {HotWash} from '../cards/hot-wash.js';
import {InboxCard} from '../cards/inbox.js';
import {NotesCard} from '../cards/notes.js';
import {QuestionsCard} from '../cards/questions.js';
import {AccessCard, HintsCard} from '../responder/help.js';
import {ProceduresCard} from '../responder/procedures.js';
import {LevelsCard} from './levels-card.js';
import {ShellCard} from './shell-card.js';

/** What a student sees: what is to be done, what the team's stack tells, and a shell to do it with. */
export function Student() {
  const live = useLive();
  const {view, words, t} = live;
  const [isWaiting, isOver] = [view.clock.state === 'waiting', view.clock.state === 'ended'];
  const {all, taken} = alertCount(view);
  const open = questionRows(view, t).filter(({state}) => state === 'open').length;
  const places = [
    {id: 'levels', title: words.workshop.levels.title},
    {id: 'alerts', title: words.alerts.title, waiting: all - taken},
    ...(Object.keys(view.questions).length ? [{id: 'questions', title: words.questions.title, waiting: open}] : []),
    ...(may(live, 'kubectl') ? [{id: 'shell', title: words.workshop.shell.title}] : []),
    {id: 'inbox', title: words.inbox.title},
    {id: 'notes', title: words.notes.title},
  ];
  return (
    <>
      <Jump places={places} />
      <div className="column wide">
        {isWaiting && <Briefing isOpen />}
        {isOver && <HotWash />}
        <LevelsCard />
        <AlertsCard />
        <QuestionsCard />
        {may(live, 'kubectl') && <ShellCard />}
      </div>
      <div className="column">
        {!isWaiting && <Briefing isOpen={false} />}
        {may(live, 'hint') && <HintsCard />}
        {may(live, 'kubeconfig') && <AccessCard />}
        <InboxCard />
        <ProceduresCard />
        <EvidenceCard />
        <NotesCard />
      </div>
    </>
  );
}

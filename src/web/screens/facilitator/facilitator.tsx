import {useDue} from '../../parts/due.js';
import {Jump} from '../../parts/jump.js';
import {useLive} from '../../parts/live.js';
import {alertCount} from '../../rows/alerts.js';
import {AlertsCard} from '../cards/alerts.js';
import {AttacksCard} from '../cards/attacks.js';
import {Briefing} from '../cards/briefing.js';
import {DeedsCard} from '../cards/deeds.js';
import {EvidenceCard} from '../cards/evidence.js';
import {FoundCard} from '../cards/found.js';
import {HotWash} from '../cards/hot-wash.js';
import {InboxCard} from '../cards/inbox.js';
import {NotesCard} from '../cards/notes.js';
import {PeopleCard} from '../cards/people.js';
import {QuestionsCard} from '../cards/questions.js';
import {TimelineCard} from '../cards/timeline.js';
import {AttackActions} from './attack-actions.js';
import {ClaimsCard} from './claims.js';
import {Controls} from './controls.js';
import {JoinLinks} from './join-links.js';
import {MessageCard} from './message.js';
import {PersonActions} from './person-actions.js';
import {ScriptToDo} from './script-to-do.js';

/** What somebody sees who runs the drill: what comes next, who is there, and how it goes. */
export function Facilitator() {
  const {view, words} = useLive();
  const due = useDue();
  const {all, taken} = alertCount(view);
  const places = [
    {id: 'script', title: words.plan.title},
    {id: 'attacks', title: words.attacks.title},
    {id: 'people', title: words.people.title},
    {id: 'course', title: words.timeline.title},
    {id: 'alerts', title: words.alerts.title, waiting: all - taken},
    {id: 'inbox', title: words.inbox.title},
  ];
  const isOver = view.clock.state === 'ended';
  return (
    <>
      <Controls />
      {isOver && <HotWash />}
      <Jump places={places} />
      <div className="column wide">
        <ScriptToDo due={due} />
        <FoundCard />
        <AttacksCard actions={row => <AttackActions row={row} />} />
        <TimelineCard due={due} />
        <QuestionsCard />
        <AlertsCard />
        <InboxCard />
      </div>
      <div className="column">
        <PeopleCard actions={row => <PersonActions row={row} />} />
        <ClaimsCard />
        <JoinLinks />
        <MessageCard />
        <DeedsCard />
        <NotesCard />
        <EvidenceCard />
        <Briefing isOpen={false} />
      </div>
    </>
  );
}

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
import {ConfirmCard} from './confirm.js';
import {ObserveCard} from './observe.js';
import {RateCard} from './rate.js';
import {Suggestion} from './suggestion.js';

/** What somebody sees who watches and rates. */
export function Observer() {
  const {view, words} = useLive();
  const {all, taken} = alertCount(view);
  const places = [
    {id: 'objectives', title: words.rate.title},
    {id: 'attacks', title: words.attacks.title},
    {id: 'deeds', title: words.people.deeds},
    {id: 'course', title: words.timeline.title},
    {id: 'alerts', title: words.alerts.title, waiting: all - taken},
  ];
  const due = useDue();
  return (
    <>
      {view.clock.state === 'ended' && <HotWash />}
      <Jump places={places} />
      <div className="column wide">
        <RateCard />
        <TimelineCard due={due} />
        <ObserveCard />
        <ConfirmCard />
        <FoundCard />
        <AttacksCard actions={row => <Suggestion row={row} />} />
      </div>
      <div className="column">
        <DeedsCard />
        <AlertsCard />
        <InboxCard />
        <QuestionsCard />
        <PeopleCard />
        <NotesCard />
        <EvidenceCard />
        <Briefing isOpen={view.clock.state === 'waiting'} />
      </div>
    </>
  );
}

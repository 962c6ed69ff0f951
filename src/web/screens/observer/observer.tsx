import {useDue} from '../../parts/due.js';
import {useLive} from '../../parts/live.js';
import {AlertsCard} from '../cards/alerts.js';
import {AttacksCard} from '../cards/attacks.js';
import {Briefing} from '../cards/briefing.js';
import {DeedsCard} from '../cards/deeds.js';
import {EvidenceCard} from '../cards/evidence.js';
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
  const {view} = useLive();
  const due = useDue();
  return (
    <>
      {view.clock.state === 'ended' && <HotWash />}
      <TimelineCard due={due} />
      <div className="column wide">
        <RateCard />
        <ObserveCard />
        <ConfirmCard />
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

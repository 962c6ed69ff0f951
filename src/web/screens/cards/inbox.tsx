import {Act} from '../../parts/act.js';
import {Card, Nothing} from '../../parts/card.js';
import {may, useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {type InboxRow, inboxRows} from '../../rows/inbox.js';
import {clockText} from '../../rows/times.js';

/** What was said to people: by the story, and by those who run the drill. */
export function InboxCard() {
  const {view, hello, words} = useLive();
  const rows = inboxRows(view, hello);
  return (
    <Card place="inbox" title={words.inbox.title}>
      {rows.length ? (
        <ul className="rows">
          {rows.map(row => (
            <Said key={`${row.kind} ${row.id}`} row={row} />
          ))}
        </ul>
      ) : (
        <Nothing>{words.inbox.none}</Nothing>
      )}
    </Card>
  );
}

function Said({row}: {row: InboxRow}) {
  const live = useLive();
  const {words} = live;
  const {kind, id, t, text, from, via, to, story, isRead, isMine} = row;
  const heading = kind === 'message' ? words.inbox.message(from ?? '') : words.inbox.inject(from ?? words.inbox.nobody);
  const facts = [
    ...(via === undefined ? [] : [words.inbox.via[via] ?? via]),
    words.to(to.length ? to : [words.everybody]),
    clockText(t),
    ...(story === undefined ? [] : [words.clock.story(story)]),
  ];
  return (
    <li tabIndex={-1} className={isRead || !isMine ? 'done' : 'open'}>
      <div className="line">
        <h3>{heading}</h3>
        <span className="quiet">{facts.join(' · ')}</span>
      </div>
      <p className="said">{text}</p>
      {kind === 'inject' && isMine && (
        <div className="line">
          <Mark tone={isRead ? 'good' : 'warn'}>{isRead ? words.inbox.isRead : words.inbox.unread}</Mark>
          {!isRead && may(live, 'read') && (
            <Act command="read" input={{inject: id}} isQuiet>
              {words.inbox.read}
            </Act>
          )}
        </div>
      )}
      {kind === 'inject' && !isMine && <p className="quiet">{words.inbox.readBy(row.readBy)}</p>}
    </li>
  );
}

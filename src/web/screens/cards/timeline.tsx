import {Card} from '../../parts/card.js';
import {useWidth} from '../../parts/hooks.js';
import {useLive} from '../../parts/live.js';
import {type Timeline, type TimelineMark, timelineOf} from '../../rows/timeline.js';
import {clockText} from '../../rows/times.js';

const [LEFT, RIGHT, LINE, TOP] = [80, 24, 30, 24];
const LANES = ['script', 'attacks', 'alerts', 'people'] as const;
/** From this width on, in pixels, letters are larger: it is a wall that people look at from afar. */
const WALL = 1500;

/** The drill as a picture: what was planned, what came, and what people did about it. */
export function TimelineCard({due}: {due: Readonly<Record<string, number>>}) {
  const {words} = useLive();
  return (
    <Card place="course" title={words.timeline.title}>
      <Course due={due} />
    </Card>
  );
}

/** The picture alone. Lanes of which this viewer is sent nothing are left out. */
export function Course({due}: {due: Readonly<Record<string, number>>}) {
  const {view, run, t, hello} = useLive();
  const line = timelineOf(view, run, due, t);
  const lanes = LANES.filter(lane => hello.kind !== 'board' || line.marks.some(mark => mark.lane === lane));
  return <Picture line={line} lanes={lanes} t={t} />;
}

/** A lane, from where on it stands, and how many lines it has. */
interface Lane {
  lane: TimelineMark['lane'];
  top: number;
  rows: number;
}

function lanesOf(marks: readonly TimelineMark[], lanes: readonly TimelineMark['lane'][]): Lane[] {
  let top = TOP;
  return lanes.map(lane => {
    const rows = 1 + Math.max(0, ...marks.flatMap(mark => (mark.lane === lane ? [mark.row] : [])));
    const placed = {lane, top, rows};
    top += rows * LINE + 4;
    return placed;
  });
}

/** As wide as there is room, so that letters are as large on a phone as they have to be. */
function Picture({
  line: {endT, marks},
  lanes: shown,
  t,
}: {
  line: Timeline;
  lanes: readonly TimelineMark['lane'][];
  t: number;
}) {
  const {words, view} = useLive();
  const [place, pixels] = useWidth();
  const scale = pixels > WALL ? 1.7 : 1;
  const width = pixels / scale;
  const x = (time: number): number => LEFT + (Math.min(time, endT) / endT) * (width - LEFT - RIGHT);
  const open = Object.values(view.alerts).filter(({taken}) => !taken).length;
  const label = words.timeline.label(clockText(t), Object.keys(view.injects).length, open);
  const lanes = lanesOf(marks, shown);
  const last = lanes.at(-1);
  const height = last ? last.top + last.rows * LINE + 4 : TOP;
  return (
    <svg
      ref={place}
      className="timeline"
      viewBox={`0 0 ${width} ${height}`}
      height={height * scale}
      role="img"
      aria-label={label}
    >
      {lanes.map(({lane, top, rows}) => (
        <g key={lane}>
          <text x={0} y={top + 24}>
            {words.timeline.lanes[lane]}
          </text>
          {Array.from({length: rows}, (_, row) => top + row * LINE + 19).map(y => (
            <line key={y} className="lane" x1={LEFT} x2={width} y1={y} y2={y} />
          ))}
        </g>
      ))}
      {(width < 500 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]).map(part => (
        <text key={part} className="scale" x={x(endT * part)} y={12}>
          {clockText(endT * part)}
        </text>
      ))}
      <line className="now" x1={x(t)} x2={x(t)} y1={TOP - 4} y2={height} />
      {withRoom(marks, x).map(({mark, isNamed}) => {
        const lane = lanes.find(one => one.lane === mark.lane);
        const y = (lane?.top ?? 0) + mark.row * LINE + 19;
        return lane && <Entry key={`${mark.lane} ${mark.label} ${mark.t}`} {...{mark, isNamed, x, y}} />;
      })}
    </svg>
  );
}

/** Which marks have room for their names: what stands too close behind another keeps it for those who point at it. */
function withRoom(marks: readonly TimelineMark[], x: (t: number) => number): {mark: TimelineMark; isNamed: boolean}[] {
  const ends: Record<string, number> = {};
  return marks.map(mark => {
    const width = mark.label.length * 6.5 + 4;
    const from = isLong(mark) ? x(mark.t) : x(mark.t) - width / 2;
    const line = `${mark.lane} ${mark.row}`;
    const isNamed = from > (ends[line] ?? 0);
    if (isNamed) ends[line] = from + width;
    return {mark, isNamed};
  });
}

const isLong = ({lane}: TimelineMark): boolean => lane === 'attacks';

function Entry({mark, isNamed, x, y}: {mark: TimelineMark; isNamed: boolean; x: (t: number) => number; y: number}) {
  const {t, until, label, tone} = mark;
  return (
    <g className={tone}>
      <title>{`${label} ${clockText(t)}${until === undefined ? '' : `–${clockText(until)}`}`}</title>
      {until !== undefined && <line className="span" x1={x(t)} x2={x(until)} y1={y} y2={y} />}
      {/* What was taken or contained ends with a bar; what is open is cut off by the line of now. */}
      {until !== undefined && tone === 'taken' && (
        <line className="end" x1={x(until)} x2={x(until)} y1={y - 7} y2={y + 7} />
      )}
      {tone === 'planned' ? <rect x={x(t) - 5} y={y - 5} width={10} height={10} /> : <circle cx={x(t)} cy={y} r={6} />}
      {isNamed && (
        <text className={isLong(mark) ? 'name long' : 'name'} x={x(t)} y={y - 8}>
          {label}
        </text>
      )}
    </g>
  );
}

import { t } from '../../text';
import { parseName, withTone } from '../names';
import { skinTone } from '../recent';
import { emojiText } from '../table';
import type { EmojiMatch } from '../search';
import type { Cell, Line } from './sections';

interface Props {
  line: Line;
  index: number;
  /** The active column, or -1. */
  active: number;
  cellId: (cell: Cell) => string;
  onPick: (emoji: EmojiMatch) => void;
  onPoint: (cell: Cell) => void;
}

export function Row({ line, index, active, cellId, onPick, onPoint }: Props) {
  if ('heading' in line) {
    return (
      <div role="row">
        <div role="rowheader" class="emoji-picker-heading">
          {line.heading === 'found' ? '' : t(`emoji.group.${line.heading}`)}
        </div>
      </div>
    );
  }
  return (
    <div role="row" class="emoji-picker-row">
      {line.emoji.map((emoji, column) => (
        <div
          key={emoji.name}
          id={cellId({ line: index, column })}
          role="gridcell"
          aria-selected={column === active}
          tabIndex={column === active ? 0 : -1}
          aria-label={emoji.name.replaceAll(/[_-]/g, ' ')}
          class="emoji-picker-cell"
          // A press leaves the focus in the search field.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onPointerMove={() => column !== active && onPoint({ line: index, column })}
          onClick={() => onPick(emoji)}
        >
          <Picture emoji={emoji} />
        </div>
      ))}
    </div>
  );
}

function Picture({ emoji: { name, text, url, toned } }: { emoji: EmojiMatch }) {
  if (url) return <img src={url} alt="" loading="lazy" referrerpolicy="no-referrer" />;
  return <>{toned ? emojiText(withTone(parseName(name).base, skinTone.value)) : text}</>;
}

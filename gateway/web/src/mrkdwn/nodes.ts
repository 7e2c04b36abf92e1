/** A message's text as a tree. Texts are decoded; nothing in it is markup any more. */
export type Node =
  | { type: 'text'; text: string }
  | { type: 'break' }
  | { type: 'bold' | 'italic' | 'strike' | 'highlight' | 'quote'; children: Node[] }
  | { type: 'code' | 'pre'; text: string }
  | { type: 'list'; ordered: boolean; items: ListItem[] }
  /** `href` is http, https or mailto, and nothing else. */
  | { type: 'link'; href: string; label: string }
  | { type: 'user'; id: string; label?: string }
  | { type: 'channel'; id: string; label?: string }
  | { type: 'subteam'; id: string; label?: string }
  /** @here, @channel, @everyone. */
  | { type: 'everybody'; name: 'here' | 'channel' | 'everyone' }
  /** `time` in seconds since 1970; `format` with Slack's `{date_short}` and the like. */
  | { type: 'date'; time: number; format: string; fallback: string; href?: string }
  /** A name that may not exist: then it is shown as it was written. `skin` from 2 to 6. */
  | { type: 'emoji'; name: string; skin?: number };

export interface ListItem {
  /** How far it is moved in, from 0. */
  depth: number;
  /** The number that was written, of ordered lists. */
  number?: number;
  children: Node[];
}

export interface Reading {
  /** False: `*`, `_` and the like stand for themselves (`"mrkdwn": false`). */
  styles?: boolean;
  /** True: what stands between U+E000 and U+E001 was searched for. */
  highlight?: boolean;
}

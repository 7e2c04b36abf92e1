import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Node, Reading } from './nodes';
import { parse } from './parse';
import './mrkdwn.css';

/** How that is drawn which needs to know more than the text. Null: as it was written. */
export interface Parts {
  user(id: string, label: string | undefined): ComponentChildren;
  channel(id: string, label: string | undefined): ComponentChildren;
  /** @here, @channel, @everyone, with the sign. */
  everybody(text: string): ComponentChildren;
  emoji(name: string, skin: number | undefined): ComponentChildren;
  /** `time` in seconds since 1970; the fallback is shown when it answers null. */
  date(time: number, format: string): ComponentChildren;
  /** Around a link's label; by default an anchor to another site, opened in a tab of its own. */
  link?(href: string, label: string): ComponentChildren;
}

export interface MrkdwnProps {
  /** Escaped mrkdwn, as messages have it. */
  text: string;
  parts: Parts;
  /** False: only links, mentions and emoji. */
  styles?: boolean;
  /** True: a match of search.messages with `highlight`. */
  highlight?: boolean;
}

/** Draws a text. It makes elements of the tree's nodes and never reads markup, so that whatever the text holds stays text. */
export function Mrkdwn({ text, parts, styles, highlight }: MrkdwnProps): JSX.Element {
  const nodes = useMemo(() => {
    const reading: Reading = {};
    if (styles !== undefined)
      reading.styles = styles;
    if (highlight !== undefined)
      reading.highlight = highlight;
    return parse(text, reading);
  }, [text, styles, highlight]);
  return <>{draw(nodes, parts)}</>;
}

function draw(nodes: readonly Node[], parts: Parts): ComponentChildren {
  return nodes.map(node => one(node, parts));
}

function one(node: Node, parts: Parts): ComponentChildren {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'break':
      return <br />;
    case 'bold':
      return <strong>{draw(node.children, parts)}</strong>;
    case 'italic':
      return <em>{draw(node.children, parts)}</em>;
    case 'strike':
      return <s>{draw(node.children, parts)}</s>;
    case 'highlight':
      return <mark>{draw(node.children, parts)}</mark>;
    case 'code':
      return <code class="mrkdwn-code">{node.text}</code>;
    case 'pre':
      return <pre class="mrkdwn-pre" tabIndex={0}><code>{node.text}</code></pre>;
    case 'quote':
      return <blockquote class="mrkdwn-quote">{draw(node.children, parts)}</blockquote>;
    case 'list':
      return list(node, parts);
    case 'link':
      return parts.link?.(node.href, node.label) ?? <ExternalLink href={node.href}>{node.label}</ExternalLink>;
    case 'user':
      return parts.user(node.id, node.label) ?? `@${node.label ?? node.id}`;
    case 'channel':
      return parts.channel(node.id, node.label) ?? `#${node.label ?? node.id}`;
    case 'subteam':
      return parts.everybody(node.label ?? `@${node.id}`) ?? (node.label ?? `@${node.id}`);
    case 'everybody':
      return parts.everybody(`@${node.name}`) ?? `@${node.name}`;
    case 'emoji':
      return parts.emoji(node.name, node.skin) ?? written(node.name, node.skin);
    case 'date': {
      const shown = parts.date(node.time, node.format) ?? node.fallback;
      return node.href === undefined ? shown : <ExternalLink href={node.href}>{shown}</ExternalLink>;
    }
  }
}

function list({ ordered, items }: Extract<Node, { type: 'list' }>, parts: Parts): JSX.Element {
  const drawn = items.map(item => (
    <li class={`mrkdwn-item is-depth-${item.depth}`} value={item.number}>{draw(item.children, parts)}</li>
  ));
  return ordered ? <ol class="mrkdwn-list">{drawn}</ol> : <ul class="mrkdwn-list">{drawn}</ul>;
}

function written(name: string, skin: number | undefined): string {
  return skin === undefined ? `:${name}:` : `:${name}::skin-tone-${skin}:`;
}

/** To another site: it learns nothing of this one, and gets no hold of its window. */
export function ExternalLink({ href, children }: { href: string; children: ComponentChildren }): JSX.Element {
  return <a class="mrkdwn-link" href={href} target="_blank" rel="noopener noreferrer">{children}</a>;
}

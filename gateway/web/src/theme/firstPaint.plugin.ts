import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const source = '/src/theme/first-paint.js';

/**
 * Puts first-paint.js into the head as a classic script, which blocks painting as a module would not: under a hashed name of its own,
 * since the policy of content allows no inline script.
 */
export function firstPaint(): Plugin {
  let emitted: string | undefined;
  let base = '/';
  return {
    name: 'chat-first-paint',
    configResolved: (config) => {
      base = config.base;
    },
    buildStart() {
      if (this.meta.watchMode) return;
      const code = readFileSync(new URL('./first-paint.js', import.meta.url), 'utf8');
      emitted = this.emitFile({ type: 'asset', name: 'first-paint.js', source: code });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, context) {
        const file = emitted && context.bundle ? Object.values(context.bundle).find((o) => o.type === 'asset' && o.names.includes('first-paint.js'))?.fileName : undefined;
        return [{ tag: 'script', attrs: { src: file ? base + file : source }, injectTo: 'head-prepend' }];
      },
    },
  };
}

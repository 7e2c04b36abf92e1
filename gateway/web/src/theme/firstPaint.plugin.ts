import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * Puts first-paint.js into the head as a classic script, which holds painting back as a module would not: under a hashed name of its
 * own, since the policy of content allows no inline script.
 */
export function firstPaint(): Plugin {
  const source = readFileSync(new URL('./first-paint.js', import.meta.url), 'utf8');
  const fileName = `assets/first-paint-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
  return {
    name: 'chat-first-paint',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: (_, { server }) => [
      { tag: 'script', attrs: { src: server ? '/src/theme/first-paint.js' : `/${fileName}` }, injectTo: 'head-prepend' },
    ],
  };
}

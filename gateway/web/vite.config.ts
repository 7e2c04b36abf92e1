import { defineConfig } from 'vitest/config';
import { emojiData } from './src/emoji/data.plugin.ts';
import { firstPaint } from './src/theme/firstPaint.plugin.ts';

/** The server that `npm run dev` passes requests on to. */
const server = process.env['CHAT_SERVER'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [firstPaint(), emojiData()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The policy of content allows no data: scripts or styles, and no inline ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file of what every page needs, and not a dozen of what it happens to share with later ones: browsers fetch six at a time.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'client', tags: ['$initial'] }] } } },
    sourcemap: false,
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/api': server,
      '/admin': server,
      '/web': server,
      '/dashboard': server,
      '/rtm': { target: server, ws: true },
    },
  },
  test: {
    environment: 'node',
    // Some draw thousands of messages, and the machine may be busy.
    testTimeout: 30_000,
    setupFiles: ['src/text/all.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
  },
});

// Puts a compressed copy beside every asset, .br and .gz: the server sends what the browser can read, and compresses nothing itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const ASSETS = fileURLToPath(new URL('./dist/assets', import.meta.url));
const TEXT = /\.(js|css|json|svg|wasm|txt|webmanifest)$/;

// Smaller ones fit into one packet either way.
const SMALLEST = 1024;

const files = readdirSync(ASSETS).filter(name => TEXT.test(name));
let script = 0;
for (const name of files) {
  const path = join(ASSETS, name);
  const content = readFileSync(path);
  const gzipped = gzipSync(content, { level: 9 });
  if (name.endsWith('.js'))
    script += gzipped.length;
  if (content.length < SMALLEST)
    continue;
  writeFileSync(`${path}.gz`, gzipped);
  writeFileSync(`${path}.br`, brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  }));
}
console.log(`${files.length} assets, ${Math.round(script / 1024)} KB of script in all (gzip)`);

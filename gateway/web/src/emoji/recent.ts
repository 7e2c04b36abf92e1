import { computed, signal } from '@preact/signals';
import { readSetting, writeSetting } from '../text';
import { skinTones, type SkinTone } from './names';

const recentKey = 'chat.emoji.recent';
const toneKey = 'chat.emoji.tone';
const most = 27;

const recent = signal<readonly string[]>(readRecent());
const tone = signal<SkinTone>(readTone());

/** Names without tones, the last used first. */
export const recentEmoji = computed(() => recent.value);
export const skinTone = computed(() => tone.value);

export function rememberEmoji(name: string): void {
  recent.value = [name, ...recent.value.filter((other) => other !== name)].slice(0, most);
  writeSetting(recentKey, recent.value.join(' '));
}

export function setSkinTone(choice: SkinTone): void {
  tone.value = choice;
  writeSetting(toneKey, choice === 1 ? null : String(choice));
}

function readRecent(): string[] {
  return (readSetting(recentKey) ?? '').split(' ').filter(Boolean).slice(0, most);
}

function readTone(): SkinTone {
  const setting = Number(readSetting(toneKey));
  return skinTones.find((tone) => tone === setting) ?? 1;
}

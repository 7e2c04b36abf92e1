/** Slack's numbers of skin tones: 2 (light) to 6 (dark); 1 is the yellow one without any. */
export type SkinTone = 1 | 2 | 3 | 4 | 5 | 6;
export const skinTones = [1, 2, 3, 4, 5, 6] as const;

/** `wave::skin-tone-3` is `wave` in tone 3; colons around it are taken off. */
export function parseName(name: string): { base: string; tone: SkinTone } {
  const [, base = '', tone] = /^:?([^:]*)(?:::skin-tone-([2-6]))?:?$/.exec(name) ?? [];
  return { base: base || name, tone: tone ? (Number(tone) as SkinTone) : 1 };
}

export function withTone(base: string, tone: SkinTone): string {
  return tone === 1 ? base : `${base}::skin-tone-${tone}`;
}

/** A team's own emoji, as emoji.list gives them: name → address of an image, or `alias:` and another name. */
export type CustomEmoji = Readonly<Record<string, string>>;

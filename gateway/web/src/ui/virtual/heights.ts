/** As many heights of items that are away are remembered. */
const Remembered = 5_000;

/** How high the items of a list are, as far as is known, and where each begins. Knows no document. */
export class Heights {
  #keys: readonly string[] = [];
  #heights = new Float64Array(0);
  /** Where items begin; right up to and including #valid. One longer than the items: the last is the whole height. */
  #offsets = new Float64Array(1);
  #valid = 0;
  #indexes: Map<string, number> | undefined;
  readonly #measured = new Map<string, number>();

  get count(): number {
    return this.#keys.length;
  }

  get total(): number {
    return this.offset(this.count);
  }

  /**
   * Takes other items. Those in front and behind that stay the same keep what is known of them, so that adding at either end costs no
   * more than copying; a height that was measured is remembered for a while when its item is away.
   */
  setKeys(keys: readonly string[], estimate: (index: number) => number): boolean {
    const old = this.#keys;
    if (keys === old) return false;
    const both = Math.min(keys.length, old.length);
    let front = 0;
    while (front < both && keys[front] === old[front]) front++;
    if (front === keys.length && front === old.length) return false;
    let back = 0;
    while (back < both - front && keys[keys.length - 1 - back] === old[old.length - 1 - back]) back++;

    const heights = new Float64Array(keys.length);
    heights.set(this.#heights.subarray(0, front));
    heights.set(this.#heights.subarray(old.length - back), keys.length - back);
    for (let i = front; i < keys.length - back; i++) heights[i] = this.#measured.get(keys[i] ?? '') ?? estimate(i);

    const offsets = new Float64Array(keys.length + 1);
    offsets.set(this.#offsets.subarray(0, Math.min(front, this.#valid) + 1));
    this.#valid = Math.min(front, this.#valid);
    for (const key of this.#measured.keys()) {
      if (this.#measured.size <= keys.length + Remembered) break;
      this.#measured.delete(key);
    }
    this.#keys = keys;
    this.#heights = heights;
    this.#offsets = offsets;
    this.#indexes = undefined;
    return true;
  }

  /** Takes a measured height. False: it was known. */
  measure(index: number, height: number): boolean {
    const key = this.#keys[index];
    if (key === undefined) return false;
    // What was measured last stands last.
    this.#measured.delete(key);
    this.#measured.set(key, height);
    // Browsers measure in fractions of a pixel that are not always the same ones.
    if (Math.abs((this.#heights[index] ?? 0) - height) < 0.1) return false;
    this.#heights[index] = height;
    this.#valid = Math.min(this.#valid, index);
    return true;
  }

  /** Forgets what was measured, but not what it led to: the list has another width, and will be measured again as it is drawn. */
  forget(): void {
    this.#measured.clear();
  }

  key(index: number): string | undefined {
    return this.#keys[index];
  }

  /** Where an item stands, or -1. A good guess saves the table of all of them. */
  index(key: string, guess = -1): number {
    if (this.#keys[guess] === key) return guess;
    this.#indexes ??= new Map(this.#keys.map((key, i) => [key, i]));
    return this.#indexes.get(key) ?? -1;
  }

  height(index: number): number {
    return this.#heights[index] ?? 0;
  }

  /** Where an item begins, from the beginning of the first; of `count`: where the last ends. */
  offset(index: number): number {
    const to = Math.min(Math.max(index, 0), this.count);
    for (let i = this.#valid; i < to; i++) this.#offsets[i + 1] = (this.#offsets[i] ?? 0) + (this.#heights[i] ?? 0);
    this.#valid = Math.max(this.#valid, to);
    return this.#offsets[to] ?? 0;
  }

  /** The item that covers a position: the first or the last for what is beyond them; -1 when there is none. */
  at(position: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.offset(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return high < 0 ? -1 : low;
  }
}

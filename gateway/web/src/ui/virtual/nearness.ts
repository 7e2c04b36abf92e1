/** Whether an end of a list has come near: once each time that it does, and again when it has become another one and is still near. */
export class Nearness {
  #last: string | undefined;

  /** @param key The item at the end, if it is near. */
  comes(key: string | undefined): boolean {
    const isNew = key !== undefined && key !== this.#last;
    this.#last = key;
    return isNew;
  }
}

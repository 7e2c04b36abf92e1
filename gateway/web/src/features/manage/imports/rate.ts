/** Bytes that were sent by a moment, in milliseconds. */
interface Sample {
  readonly at: number;
  readonly done: number;
}

const windowMs = 4000;

/** Speed over the last seconds, so that it follows what the line does now. */
export class RateMeter {
  private samples: Sample[] = [];

  /** Takes a sample; answers the rate per second, null while one moment alone is known. */
  add(done: number, at: number): number | null {
    this.samples.push({ at, done });
    const from = this.samples.findLastIndex((sample) => sample.at <= at - windowMs);
    if (from > 0) this.samples = this.samples.slice(from);
    const first = this.samples[0];
    return first && at > first.at ? Math.max(0, ((done - first.done) * 1000) / (at - first.at)) : null;
  }
}

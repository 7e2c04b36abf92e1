import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate';

describe('RateMeter', () => {
  it('knows no rate from one moment', () => {
    expect(new RateMeter().add(0, 1000)).toBeNull();
  });

  it('says what goes through a second', () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    expect(meter.add(500, 500)).toBe(1000);
  });

  it('follows what the line does lately', () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 10; second++) meter.add(second * 1000, second * 1000);
    for (let second = 11; second <= 20; second++) meter.add(10_000 + (second - 10) * 10, second * 1000);
    expect(meter.add(10_100, 20_000)).toBeCloseTo(10);
  });

  it('is nothing while nothing goes through', () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(900, 1000);
    expect(meter.add(900, 9000)).toBe(0);
  });
});

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture's size inside a bound, its proportions kept, never above its own; undefined when its own is not known. */
export function fitting(width: number | undefined, height: number | undefined, bound: Size): Size | undefined {
  if (!width || !height || width < 0 || height < 0) return undefined;
  const scale = Math.min(1, bound.width / width, bound.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A way from values to places on a picture. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** Ticks stand at round numbers; the ends of the scale are the first and the last of them. */
export function linearScale(
  low: number,
  high: number,
  from: number,
  to: number,
  wanted: number = 5,
): Scale {
  const [start, end] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  const step = roundStep((end - start) / wanted);
  const first = Math.floor(start / step + 1e-9);
  const last = Math.ceil(end / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step));
  const bottom = first * step;
  const size = (last - first) * step;
  return { at: (value) => from + ((value - bottom) / size) * (to - from), ticks };
}

/** 1, 2 or 5 times a power of ten, not smaller than what is asked for. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((one) => one * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

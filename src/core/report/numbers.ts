export {
  count,
  counted,
  duration,
  figure,
  money,
  percent,
  percentRange,
  plainUsd,
} from '#base/numbers.ts';

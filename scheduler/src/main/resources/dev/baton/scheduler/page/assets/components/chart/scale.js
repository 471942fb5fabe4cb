/**
 * From values to pixels.
 *
 * @typedef {object} Scale
 * @property {(value: number) => number} toPixels
 * @property {(pixels: number) => number} toValue
 * @property {number} least
 * @property {number} most
 */

/**
 * @param {number} least @param {number} most of the values
 * @param {number} from @param {number} to pixels that they become
 * @returns {Scale}
 */
export function linear(least, most, from, to) {
  const span = most - least || 1;
  return {
    least,
    most,
    toPixels: (value) => from + ((value - least) / span) * (to - from),
    toValue: (pixels) => least + ((pixels - from) / (to - from || 1)) * span,
  };
}

/**
 * Round values between two, about as many as are asked for: multiples of 1, 2 or 5 times a power of
 * ten.
 *
 * @param {number} least @param {number} most @param {number} about @param {number} [finest] the smallest distance of two
 */
export function ticks(least, most, about, finest = 0) {
  const span = most - least;
  if (!(span > 0) || about < 1) {
    return [least];
  }
  const rough = span / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  const distance = Math.max(finest, factor * power);
  const result = [];
  for (let n = Math.ceil(least / distance - 1e-9); n * distance <= most + 1e-9 * span; n++) {
    result.push(n * distance);
  }
  return result;
}

/** A little room above and below, and some where all values are the same. @param {number[]} values */
export function padded(values) {
  const least = Math.min(...values);
  const most = Math.max(...values);
  if (!Number.isFinite(least)) {
    return { least: 0, most: 1 };
  }
  const room = (most - least || Math.abs(most) || 1) * 0.06;
  return { least: least >= 0 ? Math.max(0, least - room) : least - room, most: most + room };
}

/**
 * The line through points, with at most four to a column of pixels (first, least, most, last): looks
 * the same, and ten thousand epochs stay quick.
 *
 * @param {[number, number][]} points in the order of x @param {Scale} x @param {Scale} y
 */
export function linePath(points, x, y) {
  const drawn = points.length > 4 * Math.abs(x.toPixels(x.most) - x.toPixels(x.least)) ? thinned(points, x) : points;
  return drawn
    .map(([at, value], index) => `${index === 0 ? "M" : "L"}${x.toPixels(at).toFixed(1)} ${y.toPixels(value).toFixed(1)}`)
    .join("");
}

function thinned(points, x) {
  const columns = new Map();
  for (const point of points) {
    const column = Math.round(x.toPixels(point[0]));
    const of = columns.get(column);
    if (!of) {
      columns.set(column, { first: point, least: point, most: point, last: point });
    } else {
      of.least = point[1] < of.least[1] ? point : of.least;
      of.most = point[1] > of.most[1] ? point : of.most;
      of.last = point;
    }
  }
  return [...columns.values()].flatMap(({ first, least, most, last }) =>
    [...new Set([first, least, most, last])].sort((a, b) => a[0] - b[0]),
  );
}

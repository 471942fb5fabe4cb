/** Numbers, times and states as people read them; the same words as the command line's. */

const COUNT = new Intl.NumberFormat("en");
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });

/** What stands where a value is not known. */
export const NONE = "–";

/** `1,000`. @param {number | null | undefined} value */
export function count(value) {
  return isKnown(value) ? COUNT.format(value) : NONE;
}

/** Four significant digits: `0.7412`, `3.142`, `412.0`; small ones as `1.0e-5`. @param {number | null | undefined} value */
export function number(value) {
  if (!isKnown(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  if (size > 0 && size < 0.001) {
    return value.toExponential(1);
  }
  return value.toFixed(size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : 1);
}

/** `12.5` per second. @param {number | null | undefined} value */
export function rate(value) {
  return isKnown(value) ? value.toFixed(value < 100 ? 1 : 0) : NONE;
}

/** `62.5 %`. @param {number | null | undefined} part of 1 */
export function percent(part) {
  return isKnown(part) ? `${(100 * part).toFixed(1)} %` : NONE;
}

/** `512 B`, `25.2 MB`; decimal units. @param {number | null | undefined} size */
export function bytes(size) {
  if (!isKnown(size)) {
    return NONE;
  }
  if (size < 1000) {
    return `${size} B`;
  }
  let unit = -1;
  let left = size;
  while (left >= 999.95) {
    left /= 1000;
    unit++;
  }
  return `${left.toFixed(1)} ${"kMGTPE"[unit]}B`;
}

/** `850 ms`, `4.2 s`, `3 min 05 s`, `2 h 07 min`, `3 d 4 h`. @param {number | null | undefined} millis */
export function duration(millis) {
  if (!isKnown(millis)) {
    return NONE;
  }
  if (millis < 1000) {
    return `${Math.max(0, Math.round(millis))} ms`;
  }
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) {
    return `${(Math.floor(millis / 100) / 10).toFixed(1)} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  }
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`;
  }
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds / 3600) % 24} h`;
}

/** One unit: `45 s`, `12 min`, `7 h`, `3 d`. @param {number | null | undefined} millis */
export function roughly(millis) {
  if (!isKnown(millis)) {
    return NONE;
  }
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 90) {
    return `${seconds} s`;
  }
  if (seconds < 5400) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 129_600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** Time of day here, with the date when it is not today's. @param {string | null | undefined} instant ISO-8601 */
export function clock(instant) {
  if (!instant) {
    return NONE;
  }
  const at = new Date(instant);
  const day = DATE.format(at);
  return day === DATE.format(new Date()) ? TIME.format(at) : `${day} ${TIME.format(at)}`;
}

/** `12 min ago`. @param {string | null | undefined} instant ISO-8601 */
export function ago(instant) {
  return instant ? `${roughly(Date.now() - Date.parse(instant))} ago` : NONE;
}

/**
 * Where a training stands: `the start`, `the end of epoch 5`, `epoch 6, step 12`.
 *
 * @param {number} epoch epochs finished
 * @param {number} step steps done in the running one
 */
export function position(epoch, step) {
  if (step > 0) {
    return `epoch ${epoch + 1}, step ${step}`;
  }
  return epoch === 0 ? "the start" : `the end of epoch ${epoch}`;
}

/** Enough of a digest to tell two apart. @param {string | null | undefined} digest */
export function shortDigest(digest) {
  return digest ? digest.slice(0, 12) : NONE;
}

/** `waiting for store` of `WAITING_FOR_STORE`. @param {string} constant */
export function words(constant) {
  return constant.toLowerCase().replaceAll("_", " ");
}

/** `1 job`, `3 jobs`. @param {number} amount @param {string} one */
export function plural(amount, one) {
  return `${count(amount)} ${one}${amount === 1 ? "" : "s"}`;
}

/** @param {number | null | undefined} value @returns {value is number} */
function isKnown(value) {
  return value !== null && value !== undefined && Number.isFinite(value);
}

function two(value) {
  return String(value).padStart(2, "0");
}

/**
 * Calls `act` some time after it was asked for, once for all that asked meanwhile: a burst of events
 * makes one request.
 *
 * @param {() => void} act
 * @param {number} millis
 * @param {AbortSignal} until after which nothing is done any more
 * @returns {() => void}
 */
export function soon(act, millis, until) {
  let timer = 0;
  until.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    if (timer === 0 && !until.aborted) {
      timer = setTimeout(() => {
        timer = 0;
        act();
      }, millis);
    }
  };
}

/**
 * Calls `act` again and again, for words like “3 min ago” that age by themselves.
 *
 * @param {() => void} act
 * @param {number} millis
 * @param {AbortSignal} until
 */
export function every(act, millis, until) {
  const timer = setInterval(act, millis);
  until.addEventListener("abort", () => clearInterval(timer));
}

/**
 * Calls `act` when nobody has asked for a while, as after the last key of a word.
 *
 * @param {() => void} act
 * @param {number} millis
 * @returns {() => void}
 */
export function settled(act, millis) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, millis);
  };
}

/**
 * What the scheduler tells without being asked: `/api/stream`, server-sent events read by hand
 * rather than by EventSource, because that shows neither heartbeats (so a dead network looks like a
 * quiet fleet) nor the status of a refusal (so a missing token looks like a dead server).
 */

import { queryString } from "./api.js";

/** Three of the server's heartbeats. */
const LONGEST_SILENCE_MILLIS = 15_000;
const FIRST_RETRY_MILLIS = 500;
const LONGEST_RETRY_MILLIS = 15_000;

/**
 * @typedef {"connecting" | "live" | "lost"} State
 * @typedef {{state: State, retryAt: number | null}} Connection
 */

export class Stream {
  /** @type {Connection} */
  connection = { state: "connecting", retryAt: null };
  #signIn;
  #listeners = new Map();
  #url = "";
  #following = new AbortController();
  #wake = () => {};

  /** @param {() => Promise<void>} signIn asks for the token; resolves when there is a session */
  constructor(signIn) {
    this.#signIn = signIn;
    window.addEventListener("online", () => this.retryNow());
  }

  /**
   * @param {"fleet" | "jobs" | "workers" | "event" | "step" | "connection" | "resync"} kind the
   *     server's, or `connection` when {@link connection} has changed, or `resync` when something
   *     may have been missed, so that whatever is shown has to be fetched anew
   * @param {(data: any) => void} listener
   * @param {AbortSignal} until ends it
   */
  on(kind, listener, until) {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    until.addEventListener("abort", () => listeners.delete(listener));
  }

  /**
   * Follows the fleet at a glance, and what else a view shows.
   *
   * @param {("jobs" | "workers" | "event" | "step")[]} kinds
   * @param {string} [job] the only one of interest; steps are told of one only
   */
  follow(kinds, job) {
    const url = `/api/stream${queryString({ job, kinds: ["fleet", ...kinds].join(",") })}`;
    if (url === this.#url) {
      return;
    }
    this.#url = url;
    this.#following.abort();
    this.#following = new AbortController();
    this.#run(url, this.#following.signal);
  }

  /** Ends the pause before the next attempt to connect. */
  retryNow() {
    this.#wake();
  }

  async #run(url, signal) {
    let failures = 0;
    while (!signal.aborted) {
      const isOpened = await this.#attempt(url, signal, failures > 0);
      if (signal.aborted) {
        return;
      }
      failures = isOpened ? 1 : failures + 1;
      await this.#pause(retryAfter(failures), signal);
    }
  }

  /** One connection from its beginning to its end. @returns {Promise<boolean>} whether it was live at all */
  async #attempt(url, signal, isRetry) {
    const silence = new Silence(LONGEST_SILENCE_MILLIS);
    let isOpened = false;
    try {
      const response = await fetch(url, {
        cache: "no-store",
        headers: { Accept: "text/event-stream" },
        signal: AbortSignal.any([signal, silence.signal]),
      });
      if (response.status === 401) {
        silence.stop();
        await this.#signIn();
        return this.#attempt(url, signal, isRetry);
      }
      if (response.ok && response.body) {
        isOpened = true;
        this.#become("live", null);
        if (isRetry) {
          this.#emit("resync", null);
        }
        await this.#read(response.body, silence);
      }
    } catch {
      // Whatever it was, the way on is to connect again.
    } finally {
      silence.stop();
    }
    return isOpened;
  }

  async #read(body, silence) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      silence.heard();
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      blocks.forEach((block) => this.#deliver(block));
    }
  }

  #deliver(block) {
    let kind = "message";
    const data = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) {
        kind = line.slice(6).trim();
      } else if (line.startsWith("data:")) {
        data.push(line.slice(5));
      }
    }
    if (data.length > 0) {
      this.#emit(kind, JSON.parse(data.join("\n")));
    }
  }

  #emit(kind, data) {
    for (const listener of this.#listeners.get(kind) ?? []) {
      listener(data);
    }
  }

  #become(state, retryAt) {
    this.connection = { state, retryAt };
    this.#emit("connection", this.connection);
  }

  #pause(millis, signal) {
    this.#become("lost", Date.now() + millis);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
      signal.addEventListener("abort", this.#wake);
    });
  }
}

/** Aborts when nothing was heard for too long. */
class Silence {
  #abort = new AbortController();
  #timer;
  #millis;

  constructor(millis) {
    this.#millis = millis;
    this.heard();
  }

  get signal() {
    return this.#abort.signal;
  }

  heard() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#abort.abort(), this.#millis);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/** Doubles, with a fifth of chance so that a hundred open pages do not come back as one. */
function retryAfter(failures) {
  const millis = Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** (failures - 1));
  return millis * (0.9 + 0.2 * Math.random());
}

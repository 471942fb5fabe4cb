/**
 * The scheduler's HTTP interface (/api/openapi.yaml). Every answer that is not a success is an
 * {@link ApiError} whose message is the server's own sentence.
 */

export class ApiError extends Error {
  /**
   * @param {number} status 0 when nobody answered
   * @param {string} message
   * @param {string[]} reasons of a refusal, one for each thing to change
   */
  constructor(status, message, reasons = []) {
    super(message);
    this.status = status;
    this.reasons = reasons;
  }

  /** Whether the scheduler was not there: it will be asked again when it is. */
  get isUnreachable() {
    return this.status === 0;
  }
}

export class Api {
  #signIn;

  /** @param {() => Promise<void>} signIn asks for the token; resolves when there is a session */
  constructor(signIn) {
    this.#signIn = signIn;
  }

  /**
   * @param {string} path
   * @param {Record<string, string | number | null | undefined>} [query] empty values are left out
   * @param {AbortSignal} [signal]
   */
  get(path, query = {}, signal) {
    return this.#send("GET", path + queryString(query), undefined, signal);
  }

  /** @param {string} path @param {object} [body] */
  post(path, body = {}) {
    return this.#send("POST", path, body);
  }

  /** @param {string} path */
  delete(path) {
    return this.#send("DELETE", path, {});
  }

  async #send(method, path, body, signal) {
    const response = await request(method, path, body, signal);
    if (response.status === 401 && path !== "/api/session") {
      await this.#signIn();
      return this.#send(method, path, body, signal);
    }
    const answer = await json(response);
    if (!response.ok) {
      throw new ApiError(
        response.status,
        answer?.error ?? `The scheduler answered ${response.status} to ${method} ${path}.`,
        answer?.reasons ?? [],
      );
    }
    return answer;
  }
}

/** The path of a job or of something of it. @param {string} job @param {...(string | number)} more */
export function jobPath(job, ...more) {
  return ["/api/jobs", job, ...more].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join("/");
}

/** @param {Record<string, string | number | null | undefined>} query @returns {string} `?a=1&b=2`, or nothing */
export function queryString(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

async function request(method, path, body, signal) {
  try {
    return await fetch(path, {
      method,
      signal,
      cache: "no-store",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal?.aborted) {
      throw cause;
    }
    throw new ApiError(0, "The scheduler does not answer. Is it running? (baton status)");
  }
}

/** Nothing when the body is none, as of a proxy's error page. */
async function json(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/**
 * What every view is given, made once in app.js.
 *
 * @typedef {object} Context
 * @property {import("./api.js").Api} api
 * @property {import("./stream.js").Stream} stream
 * @property {(address: string) => void} go shows another view
 * @property {(address: string) => void} note keeps what is shown in the address
 * @property {(text: string, tone?: "plain" | "good" | "bad") => void} say a short message that goes away
 */

export {};

import { el } from "../dom.js";
import { Api } from "../api.js";
import { ask } from "./dialog.js";

/**
 * Asks for the fleet's token, once at a time however many requests need it. The page keeps none: the
 * server answers with a cookie that scripts cannot read.
 *
 * @returns {() => Promise<void>} resolves when there is a session
 */
export function signIn() {
  /** @type {Promise<void> | null} */
  let asking = null;
  return () => {
    asking ??= untilSignedIn().finally(() => {
      asking = null;
    });
    return asking;
  };
}

async function untilSignedIn() {
  const api = new Api(() => Promise.resolve());
  const isIn = await ask({
    title: "This fleet asks for its token",
    text: ["It is the value of BATON_HTTP_TOKEN that the scheduler was started with."],
    confirm: "Sign in",
    fields: [
      el(
        "label",
        { class: "field" },
        el("span", { class: "field-label" }, "Token"),
        el("input", { type: "password", name: "token", autocomplete: "current-password", required: true }),
      ),
    ],
    act: async (form) => {
      await api.post("/api/session", { token: form.get("token") });
    },
  });
  if (!isIn) {
    await untilSignedIn();
  }
}

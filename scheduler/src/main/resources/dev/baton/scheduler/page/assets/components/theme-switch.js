import { el } from "../dom.js";

const CHOICES = ["auto", "light", "dark"];

/** Light, dark, or as the system has it. Kept in this browser; theme.js applies it at the next load. */
export function themeSwitch() {
  const button = el("button", { type: "button", class: "button is-quiet theme-switch", onclick: () => choose(next()) });
  choose(document.documentElement.dataset.theme ?? "auto");
  return button;

  function next() {
    return CHOICES[(CHOICES.indexOf(button.dataset.choice) + 1) % CHOICES.length];
  }

  function choose(choice) {
    button.dataset.choice = choice;
    button.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[choice];
    button.setAttribute("aria-label", `Theme: ${choice}. Change to ${next()}.`);
    if (choice === "auto") {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem("baton-theme");
    } else {
      document.documentElement.dataset.theme = choice;
      localStorage.setItem("baton-theme", choice);
    }
  }
}

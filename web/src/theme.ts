// The theme form works by itself (the server keeps a cookie); this only saves the reload, so that open rows stay open.

export function startTheme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-theme-form]")) return;
    const chosen = (event as SubmitEvent).submitter;
    if (!(chosen instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const body = new FormData(form);
    body.set(chosen.name, chosen.value);
    void fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    document.documentElement.dataset["theme"] = chosen.value;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
  });
}

// Passkeys as a second step: asks the device, puts its answer into the form and sends it.

/** Browsers that cannot read the server's options as JSON are told so; the authenticator app works everywhere. */
const canAsk = (): boolean => "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

async function ask(form: HTMLFormElement): Promise<Credential | null> {
  const text = document.getElementById("passkey-options")?.textContent ?? "{}";
  const { publicKey } = JSON.parse(text);
  return form.dataset["passkey"] === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

function start(form: HTMLFormElement): void {
  const button = form.querySelector("button");
  const answer = form.querySelector<HTMLInputElement>("input[name=credential]");
  const trouble = form.querySelector<HTMLElement>("[data-passkey-trouble]");
  if (!button || !answer || !canAsk()) {
    trouble?.removeAttribute("hidden");
    return;
  }
  answer.value = ""; // an unbound JSON field of Django says "null"
  form.addEventListener("submit", (event) => {
    if (answer.value) return;
    event.preventDefault();
    ask(form).then(
      (credential) => {
        answer.value = JSON.stringify(credential);
        form.requestSubmit();
      },
      () => trouble?.removeAttribute("hidden"), // cancelled, no key at hand, or not the one asked for
    );
  });
}

export function startPasskeys(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach(start);
}

// A form that asks a device for a passkey is sent when the device has answered. Where
// the browser has no passkeys, the sentence in its place stays.
(() => {
  const able = () => window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON && PublicKeyCredential.parseRequestOptionsFromJSON;
  const ask = (doing, options) => doing === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const show = () => {
    if (!able()) return;
    for (const part of document.querySelectorAll("[data-passkey][hidden]")) {
      part.hidden = false;
      const without = part.previousElementSibling;
      if (without?.hasAttribute("data-without-passkey")) without.hidden = true;
    }
  };
  document.addEventListener("submit", async (event) => {
    const part = event.target.closest("[data-passkey]");
    const answer = event.target.elements["answer"];
    if (!part || !answer || answer.value) return;
    event.preventDefault();
    try {
      const made = await ask(part.dataset.passkey, JSON.parse(part.dataset.options));
      answer.value = JSON.stringify(made.toJSON());
      event.target.submit();
    } catch (refused) {
      answer.value = ""; // the person said no, or took too long: they may try again
    }
  }, true);
  document.addEventListener("htmx:afterSettle", show);
  show();
})();

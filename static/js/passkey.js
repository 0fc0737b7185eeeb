/* Passkeys and security keys: ask the device, put its answer into the form, send it.
   webauthn-json.js of allauth is loaded before and turns bytes into text. */

/** What the server wants the device to answer. */
async function wantedBy(form) {
  if (form.dataset.passkey !== "login") {
    return JSON.parse(document.getElementById("js_data").textContent);
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** A new key: a passkey knows its owner, a security key only confirms them. */
function asKind(options, isPasskey) {
  const wanted = options.publicKey.authenticatorSelection;
  wanted.residentKey = isPasskey ? "required" : "discouraged";
  wanted.requireResidentKey = isPasskey;
  if (isPasskey) wanted.userVerification = "required";
  return options;
}

async function answerOf(form) {
  const wanted = await wantedBy(form);
  if (form.dataset.passkey !== "add") {
    return window.webauthnJSON.get(wanted.request_options);
  }
  const isPasskey = form.elements.passwordless?.checked ?? false;
  return window.webauthnJSON.create(asKind(wanted.creation_options, isPasskey));
}

function prepare(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  form.hidden = false;
  form.querySelector("button").addEventListener("click", async () => {
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answerOf(form));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

if (window.webauthnJSON?.supported()) {
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
}

// Sends the file of a form piece by piece, shows how far it is, and goes on after
// a cut. Without this script the form sends the file by itself.
(() => {
"use strict";

const piece = 8 << 20; // a whole number of the node's chunks
const patience = [1, 2, 5, 10, 30, 30, 30]; // seconds between attempts

const later = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// One file chosen again after the page was left goes on where it was.
const key = (file) => "upload " + [file.name, file.size, file.lastModified].join(" ");

// A Refused is an answer in words for the reader; a page, such as that of the
// sign-in, is none.
class Refused extends Error {}

const refusal = (answer) => (answer.getResponseHeader("Content-Type") ?? "").startsWith("text/plain")
  ? new Refused(answer.responseText) : new Error("no answer");

async function ask(method, address, headers, body, sent) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (sent) request.upload.onprogress = (event) => sent(event.loaded);
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Error("cut"));
    request.send(body ?? null);
  });
}

async function begin(file) {
  const answer = await ask("POST", "/uploads", {
    "Upload-Length": String(file.size),
    "Upload-Name": encodeURIComponent(file.name),
  });
  if (answer.status !== 201) throw refusal(answer);
  return answer.getResponseHeader("Location");
}

// known is the address of what was begun before, and how much of it is there.
async function known(file) {
  const address = sessionStorage.getItem(key(file));
  if (address === null) return null;
  const answer = await ask("HEAD", address, {});
  if (answer.status !== 200) return null;
  return { address, offset: Number(answer.getResponseHeader("Upload-Offset")) };
}

async function send(file, show) {
  let at = (await known(file)) ?? { address: await begin(file), offset: 0 };
  sessionStorage.setItem(key(file), at.address);
  for (let failures = 0; at.offset < file.size; ) {
    try {
      const from = at.offset;
      const answer = await ask("PATCH", at.address, {
        "Upload-Offset": String(from),
        "Content-Type": "application/offset+octet-stream",
      }, file.slice(from, from + piece), (sent) => show(from + sent));
      if (answer.status === 204) {
        at.offset = Number(answer.getResponseHeader("Upload-Offset"));
        failures = 0;
      } else if (answer.status === 409 || answer.status >= 500 && answer.status !== 507) {
        throw new Error("again");
      } else {
        throw refusal(answer);
      }
      show(at.offset);
    } catch (problem) {
      if (problem instanceof Refused) {
        sessionStorage.removeItem(key(file));
        throw problem;
      }
      if (failures === patience.length) throw problem;
      await later(patience[failures++]);
      const now = await known(file).catch(() => null);
      if (now !== null) at = now;
    }
  }
  sessionStorage.removeItem(key(file));
  return at.address.slice(at.address.lastIndexOf("/") + 1);
}

// A page may have been exchanged within the window, so the document listens.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]")) return;
  const chosen = form.querySelector("input[type=file]");
  const file = chosen.files[0];
  if (file === undefined || form.querySelector("input[name=upload]") !== null) return;
  event.preventDefault();
  const progress = form.querySelector("progress");
  const said = form.querySelector("[data-upload-said]");
  const buttons = form.querySelectorAll("button[type=submit]");
  const words = (kind, percent) => form.dataset[kind].replace("{percent}", percent);
  for (const button of buttons) button.disabled = true;
  progress.hidden = false;
  said.className = "";
  const show = (bytes) => {
    progress.value = Math.floor(100 * Math.min(bytes, file.size) / file.size);
    said.textContent = words("sending", progress.value);
  };
  show(0);
  try {
    const sent = document.createElement("input");
    sent.type = "hidden";
    sent.name = "upload";
    sent.value = await send(file, show);
    chosen.disabled = true; // it is there: only its name goes with the form
    form.append(sent);
    form.submit();
  } catch (problem) {
    progress.hidden = true;
    said.className = "error";
    said.textContent = problem instanceof Refused ? problem.message.trim() : words("cut");
    for (const button of buttons) button.disabled = false;
  }
});
})();

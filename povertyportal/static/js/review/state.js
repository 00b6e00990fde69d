// What the officer is told: whether the answers are safe, what is wrong, what follows.

const line = document.querySelector("[data-line]");

const TROUBLE = {
  offline: "Mất kết nối. Các câu trả lời được giữ trên máy này và tự gửi khi có mạng lại.",
  login: "Phiên làm việc đã hết. Các câu trả lời được giữ trên máy này và tự gửi sau khi đăng nhập lại.",
  gone: "Hộ này không còn thuộc địa bàn được giao: các câu trả lời chưa lưu không gửi được. Liên hệ cán bộ nơi hộ đang ở.",
  server: "Cổng chưa nhận được dữ liệu. Các câu trả lời được giữ trên máy này và sẽ tự gửi lại.",
};

function say(text, state) {
  for (const element of document.querySelectorAll("[data-save-state]")) {
    element.textContent = text;
    if (state) element.dataset.state = state;
    else delete element.dataset.state;
  }
}

export function saySaved(clock, left) {
  say(left ? `Đã lưu nháp ${clock}, còn ${left} câu chưa lưu` : `Đã lưu nháp ${clock}`, left ? "partly" : "");
  line.hidden = true;
}

export function sayTrouble(trouble, left) {
  say(`Chưa lưu ${left} câu, còn giữ trên máy này`, "failed");
  line.querySelector("[data-line-text]").textContent = trouble.detail ?? TROUBLE[trouble.kind] ?? TROUBLE.server;
  line.querySelector("[data-line-login]").hidden = !["login", "other_officer"].includes(trouble.kind);
  line.querySelector("[data-line-reload]").hidden = !["round", "submitted", "imported"].includes(trouble.kind);
  line.hidden = false;
}

export function warnOfNewQuestions() {
  line.querySelector("[data-line-text]").textContent =
    "Câu trả lời vừa rồi làm đổi những câu hỏi cần hỏi. Tải lại trang để thấy chúng; mọi câu đã trả lời vẫn còn.";
  line.querySelector("[data-line-login]").hidden = true;
  line.querySelector("[data-line-reload]").hidden = false;
  line.hidden = false;
}

export function showErrors(form, answer) {
  for (const path of Object.keys(answer.accepted)) setError(form, path, answer.unread[path] ?? "");
  for (const [path, text] of Object.entries(answer.refused)) setError(form, path, text);
}

function setError(form, path, text) {
  const row = form.querySelector(`[data-path="${CSS.escape(path)}"]`);
  if (!row) return;
  row.querySelector("[data-error-text]").textContent = text;
  row.querySelector("[data-error]").hidden = !text;
  row.querySelector(".field").classList.toggle("field-bad", Boolean(text));
  const input = row.querySelector("input.form-control");
  input?.classList.toggle("is-invalid", Boolean(text));
  if (text) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}

// The server's own fragments take the place of the old ones; opened details stay open.
export function showLive(answer) {
  const holder = document.querySelector("[data-live]");
  const open = new Map([...holder.querySelectorAll("[data-keep]")].map((one) => [one.dataset.keep, one.open]));
  holder.innerHTML = answer.live;
  for (const one of holder.querySelectorAll("[data-keep]")) {
    if (open.has(one.dataset.keep)) one.open = open.get(one.dataset.keep);
  }
  document.querySelector("[data-live-short]").innerHTML = answer.short;
}

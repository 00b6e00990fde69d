// The village's grid: every row saves its cells by itself as the review form does, keeps a
// copy on this machine until the server has them, and is submitted by itself.

import { columnsOf } from "./grid/cells.js";
import { steer } from "./grid/keys.js";
import { GridRow } from "./grid/row.js";

const table = document.querySelector("[data-grid]");
const TYPING = 500; // ms without a key before a text is sent
const CHOSEN = 150; // a choice is complete at once

const TROUBLE = {
  offline: "Mất kết nối. Các ô đã nhập được giữ trên máy này và tự gửi khi có mạng lại.",
  login: "Phiên làm việc đã hết. Các ô đã nhập được giữ trên máy này và tự gửi sau khi đăng nhập lại.",
  gone: "Có hộ không còn thuộc địa bàn được giao: các ô chưa lưu của hộ đó không gửi được.",
  server: "Cổng chưa nhận được dữ liệu. Các ô đã nhập được giữ trên máy này và sẽ tự gửi lại.",
};

function tell(trouble) {
  const line = document.querySelector("[data-line]");
  line.querySelector("[data-line-text]").textContent = trouble.detail ?? TROUBLE[trouble.kind] ?? TROUBLE.server;
  line.querySelector("[data-line-login]").hidden = !["login", "other_officer"].includes(trouble.kind);
  line.querySelector("[data-line-reload]").hidden = !["round", "submitted", "imported", "withdrawn"].includes(trouble.kind);
  line.hidden = false;
}

function begin() {
  const columns = columnsOf(table);
  const elements = [...table.querySelectorAll("tr[data-review]")];
  const rows = new Map(elements.map((element) => [element, new GridRow(element, columns, table.dataset.officer, tell, () => hint(columns))]));
  const all = () => [...rows.values()];
  const rowOf = (target) => rows.get(target.closest?.("tr"));
  const flush = (options) => Promise.all(all().map((row) => row.queue.flush(options)));
  const again = () => all().forEach((row) => row.queue.again());

  table.addEventListener("input", (event) => {
    rowOf(event.target)?.changed(event.target, event.target.tagName === "INPUT" ? TYPING : CHOSEN);
  });
  table.addEventListener("focusin", () => hint(columns));
  document.addEventListener("submit", (event) => {
    const element = event.target.closest?.("tr[data-review]");
    if (!element) return;
    event.preventDefault();
    const row = rows.get(element);
    if (event.submitter?.hasAttribute("data-submit")) row.submit();
    else row.queue.flush();
  });

  window.addEventListener("pageshow", (event) => event.persisted && all().forEach((row) => row.scan()));
  window.addEventListener("pagehide", () => flush({ keepalive: true }));
  document.addEventListener("visibilitychange", () => (document.hidden ? flush({ keepalive: true }) : again()));
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  window.addEventListener("beforeunload", (event) => {
    if (all().some((row) => !row.copy.works && row.queue.size)) event.preventDefault();
  });
  document.addEventListener("before-logout", (event) => event.detail.push(flush()));
  document.addEventListener("logging-out", () => all().forEach((row) => row.queue.forget()));

  steer(table, () => {
    all().forEach((row) => row.scan());
    flush();
  });
  document.body.classList.add("is-live");
}

// The question of the cell under the hands, whole, with the numbers of its answers and what
// is wrong with what stands there.
function hint(columns) {
  const control = document.activeElement;
  const column = table.contains(control) ? columns.get(control.name) : null;
  if (!column) return;
  const question = column.numbered ? `${column.label}: ${column.numbered}` : column.label;
  document.querySelector("[data-hint-question]").textContent = question;
  document.querySelector("[data-hint-error]").textContent = control.title;
}

if (table) begin();

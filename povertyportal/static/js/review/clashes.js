// Two officers gave different answers: both are shown at the field until one is chosen.

import { write } from "./fields.js";

export function showClash(row, clash, queue, changed) {
  if (!row) return;
  const box = row.querySelector("[data-clash]");
  box.querySelector("[data-clash-by]").textContent = clash.by;
  box.querySelector("[data-clash-shown]").textContent = clash.shown;
  box.querySelector("[data-clash-without-script]").hidden = true;
  box.querySelector("[data-clash-choice]").hidden = false;
  box.querySelector("[data-keep-mine]").onclick = () => {
    hideClash(row);
    queue.keepMine(row.dataset.path);
  };
  box.querySelector("[data-take-theirs]").onclick = () => {
    hideClash(row);
    write(row, queue.takeTheirs(row.dataset.path));
    changed(row, 0);
  };
  box.hidden = false;
  box.setAttribute("role", "alert");
}

export function hideClash(row) {
  const box = row.querySelector("[data-clash]");
  box.hidden = true;
  box.removeAttribute("role");
}

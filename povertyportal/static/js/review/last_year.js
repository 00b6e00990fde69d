// Last year's answer beside this year's: a changed one is marked, an empty one can be
// taken over.

import { isEmpty, read, same, write } from "./fields.js";

export function followLastYear(row) {
  if (!row.dataset.last) return;
  const now = read(row);
  const isChanged = !isEmpty(now) && !same(now, JSON.parse(row.dataset.last));
  row.querySelector("[data-last-year]")?.classList.toggle("last-year-changed", isChanged);
}

export function offerLastYear(form, changed) {
  for (const button of form.querySelectorAll("[data-as-last-year]")) {
    const part = button.closest("[data-part]");
    const known = [...part.querySelectorAll("[data-last]")];
    button.hidden = known.length === 0;
    button.addEventListener("click", () => {
      for (const row of known) {
        if (row.hidden || !isEmpty(read(row))) continue;
        write(row, JSON.parse(row.dataset.last));
        changed(row);
      }
    });
  }
}

// Questions that depend on others (data-when) are shown only while they are asked.
// A hidden one keeps its answer.

import { read, rows } from "./fields.js";

export function askedOnly(form) {
  const byPath = new Map(rows(form).map((row) => [row.dataset.path, row]));
  for (const row of byPath.values()) {
    if (!row.dataset.when) continue;
    row.hidden = !Object.entries(JSON.parse(row.dataset.when)).every(([path, codes]) => {
      const other = byPath.get(path);
      return !other || codes.includes(read(other));
    });
  }
}

// Cells of the grid: what they hold as the server knows it, what column they stand in.

export function columnsOf(table) {
  const heads = [...table.tHead.rows[0].cells].filter((head) => head.dataset.path);
  return new Map(
    heads.map((head) => [
      head.dataset.path,
      {
        label: head.textContent.trim(),
        kind: head.dataset.kind,
        codes: JSON.parse(head.dataset.codes ?? "[]"),
        numbered: head.dataset.numbered ?? "",
        when: head.dataset.when ? Object.entries(JSON.parse(head.dataset.when)) : [],
      },
    ]),
  );
}

export function controlsOf(row) {
  return [...row.querySelectorAll("td > input, td > select")];
}

export function controlAt(row, path) {
  return row.querySelector(`td > [name="${CSS.escape(path)}"]`);
}

export function emptyOf(column) {
  return column?.kind === "multi" ? [] : "";
}

// Several answers are typed as their numbers; text that names no answer is sent as it is.
export function read(control, column) {
  if (column.kind !== "multi") return control.value;
  const words = control.value.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.map(Number);
  if (!numbers.every((one) => Number.isInteger(one) && one > 0 && one <= column.codes.length)) return control.value;
  return column.codes.filter((_, place) => numbers.includes(place + 1));
}

export function write(control, column, value) {
  control.value = Array.isArray(value) ? value.map((code) => column.codes.indexOf(code) + 1).join(", ") : value;
}

// A question that depends on others can be typed only while it is asked; its answer stays.
export function askedOnly(row, columns) {
  for (const [path, column] of columns) {
    if (!column.when.length) continue;
    const control = controlAt(row, path);
    if (!control) continue;
    control.hidden = !column.when.every(([other, codes]) => {
      const source = controlAt(row, other);
      return !source || codes.includes(source.value);
    });
  }
}

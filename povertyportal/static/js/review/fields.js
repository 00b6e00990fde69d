// What a field holds, as the server knows it: a text, or a list of chosen codes.

export function rows(root) {
  return [...root.querySelectorAll("[data-path]")];
}

export function rowOf(element) {
  return element.closest?.("[data-path]") ?? null;
}

function controls(row) {
  return [...row.querySelectorAll("input[name]")];
}

export function read(row) {
  const all = controls(row);
  if (row.dataset.kind === "multi") return all.filter((one) => one.checked).map((one) => one.value);
  if (all[0].type === "radio") return all.find((one) => one.checked)?.value ?? "";
  return all[0].value;
}

export function write(row, value) {
  const all = controls(row);
  if (row.dataset.kind === "multi") {
    for (const one of all) one.checked = value.includes(one.value);
  } else if (all[0].type === "radio") {
    for (const one of all) one.checked = one.value === value;
  } else {
    all[0].value = value;
  }
}

export function isEmpty(value) {
  return value.length === 0;
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// Where the keyboard lands: the chosen radio of a group, else the first control.
export function controlOf(row) {
  const all = controls(row);
  return (row.dataset.kind !== "multi" && all.find((one) => one.checked)) || all[0];
}

// An answer like "none" stands alone: choosing it clears the others, and the reverse.
export function exclude(chosen) {
  if (chosen.type !== "checkbox" || !chosen.checked) return;
  const isAlone = "alone" in chosen.dataset;
  for (const one of controls(rowOf(chosen))) {
    if (one !== chosen && (isAlone || "alone" in one.dataset)) one.checked = false;
  }
}

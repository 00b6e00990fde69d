// The grid by keyboard alone, as in a spreadsheet: Enter and arrows change the row and keep
// the column, Tab goes along the row by itself, a digit chooses, Alt+S saves.

import { controlAt, controlsOf } from "./cells.js";

function land(control) {
  if (!control) return;
  control.focus();
  if (control.tagName === "INPUT") control.select();
}

function inColumn(row, path, step) {
  const next = step > 0 ? "nextElementSibling" : "previousElementSibling";
  for (let other = row[next]; other; other = other[next]) {
    const control = controlAt(other, path);
    if (control && !control.disabled && !control.hidden) return control;
  }
  return null;
}

function alongRow(row, control, step) {
  const shown = controlsOf(row).filter((one) => !one.hidden && !one.disabled);
  return shown[shown.indexOf(control) + step];
}

// In a text the arrows move inside it first, and leave it at its ends.
function leaves(control, step) {
  if (control.tagName !== "INPUT") return true;
  if (control.selectionStart !== control.selectionEnd) return control.value.length === control.selectionEnd && control.selectionStart === 0;
  return control.selectionEnd === (step > 0 ? control.value.length : 0);
}

const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
const SIDES = { ArrowRight: 1, ArrowLeft: -1 };

function choose(control, key) {
  if (control.tagName !== "SELECT") return false;
  const clears = key === "Delete" || key === "Backspace" || key === "0";
  const wanted = clears ? 0 : Number(key);
  if (!Number.isInteger(wanted) || key.trim() === "" || wanted >= control.options.length) return false;
  control.selectedIndex = wanted;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function act(event, control) {
  const row = control.closest("tr");
  if (event.key in STEPS) {
    land(inColumn(row, control.name, event.shiftKey ? -1 : STEPS[event.key]));
    return true;
  }
  if (event.key in SIDES && !event.shiftKey && leaves(control, SIDES[event.key])) {
    land(alongRow(row, control, SIDES[event.key]));
    return true;
  }
  return choose(control, event.key);
}

export function steer(table, saveAll) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyS") {
      saveAll();
      event.preventDefault();
      return;
    }
    const control = event.target.closest?.("[data-grid] td > input, [data-grid] td > select");
    if (!control || !table.contains(control) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (act(event, control)) event.preventDefault();
  });
}

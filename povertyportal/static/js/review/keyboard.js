// The form by keyboard alone: digits choose and stay, Enter goes on, F2 and Alt+digit change the
// part, F8 goes to what is still missing, Alt+S saves.

import { controlOf, exclude, rowOf, rows } from "./fields.js";

function focusRow(row) {
  if (!row) return;
  const control = controlOf(row);
  control.focus({ preventScroll: true });
  if (control.type === "text") control.select();
  // The row's own scroll margin keeps it clear of the bar at the bottom.
  row.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function next(form, row) {
  const shown = rows(form).filter((one) => !one.hidden);
  const after = shown[shown.indexOf(row) + 1];
  if (after) focusRow(after);
  else form.querySelector("[data-submit]").focus();
}

function choose(form, row, digit, changed) {
  const input = row.querySelectorAll("input[type=radio], input[type=checkbox]")[digit - 1];
  if (!input) return;
  const isRadio = input.type === "radio";
  input.checked = isRadio || !input.checked;
  exclude(input);
  changed(row);
  input.focus();
}

function toPart(form, part) {
  if (!part) return;
  const row = rows(part).find((one) => !one.hidden);
  if (row) focusRow(row);
  else part.focus();
  part.scrollIntoView({ block: "start", behavior: "instant" });
}

function partBeside(form, step) {
  const parts = [...form.querySelectorAll("[data-part]")];
  const here = parts.indexOf(document.activeElement?.closest?.("[data-part]"));
  return parts[here < 0 ? 0 : here + step];
}

function toMissing(form) {
  const links = [...document.querySelectorAll('[data-live] a[href^="#f-"]')];
  const missing = links.map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);
  const all = rows(form);
  const here = all.indexOf(rowOf(document.activeElement ?? form));
  missing.sort((one, other) => all.indexOf(one) - all.indexOf(other));
  focusRow(missing.find((row) => all.indexOf(row) > here) ?? missing[0]);
}

export function steer(form, changed, save) {
  document.addEventListener("keydown", (event) => {
    const takes = shortcut(form, event, save) || inField(form, event, changed);
    if (takes) event.preventDefault();
  });
}

function shortcut(form, event, save) {
  if (event.ctrlKey || event.metaKey) return false;
  if (event.altKey && event.code === "KeyS") save();
  else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    toPart(form, form.querySelector(`[data-part="${event.code.slice(-1)}"]`));
  } else if (event.key === "F2") toPart(form, partBeside(form, event.shiftKey ? -1 : 1));
  else if (event.key === "F8") toMissing(form);
  else return false;
  return true;
}

function inField(form, event, changed) {
  const input = event.target;
  const row = form.contains(input) && input.matches?.("input") ? rowOf(input) : null;
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return false;
  if (event.key === "Enter") {
    next(form, row);
    return true;
  }
  if (input.type !== "text" && /^[1-9]$/.test(event.key)) {
    choose(form, row, Number(event.key), changed);
    return true;
  }
  return false;
}

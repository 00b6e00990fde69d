// The review form: saves each answer as it is given, keeps a copy on this machine until
// the server has it, follows with class and points, and is filled in by keyboard alone.

import { askedOnly } from "./review/conditions.js";
import { hideClash, showClash } from "./review/clashes.js";
import { controlOf, exclude, read, rowOf, rows, same, write } from "./review/fields.js";
import { steer } from "./review/keyboard.js";
import { followLastYear, offerLastYear } from "./review/last_year.js";
import { LocalCopy } from "./review/local_copy.js";
import { Queue } from "./review/queue.js";
import { sayTrouble, saySaved, showErrors, showLive, warnOfNewQuestions } from "./review/state.js";

const form = document.querySelector("form[data-review]");
const TYPING = 500; // ms without a key before a text is sent
const CHOSEN = 150; // a choice is complete at once

function begin() {
  const copy = new LocalCopy(form.dataset.officer, form.dataset.review);
  const baseInput = form.querySelector("[data-base]");
  const queue = new Queue({
    url: form.dataset.saveUrl,
    officer: Number(form.dataset.officer),
    base: JSON.parse(baseInput.value),
    copy,
    onLeft: saySaved,
    onSaved: (answer) => {
      showErrors(form, answer);
      showLive(answer);
      for (const [path, clash] of Object.entries(answer.conflicts)) {
        showClash(rowAt(path), clash, queue, changed);
      }
      if (answer.fields !== form.dataset.fields) warnOfNewQuestions();
    },
    onTrouble: sayTrouble,
  });

  function rowAt(path) {
    return form.querySelector(`[data-path="${CSS.escape(path)}"]`);
  }

  function changed(row, wait) {
    queue.change(row.dataset.path, read(row), wait);
    followLastYear(row);
    askedOnly(form);
  }

  function scan() {
    for (const row of rows(form)) {
      if (!same(read(row), queue.base[row.dataset.path])) {
        queue.change(row.dataset.path, read(row), CHOSEN);
      }
    }
  }

  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    exclude(event.target);
    const isText = !["radio", "checkbox"].includes(event.target.type);
    changed(row, isText ? TYPING : CHOSEN);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isFinal = event.submitter?.hasAttribute("data-submit");
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    scan();
    const isSaved = await queue.flush();
    delete form.dataset.sending;
    const clash = form.querySelector("[data-clash]:not([hidden])");
    if (clash) {
      clash.scrollIntoView({ block: "center", behavior: "instant" });
      clash.querySelector("button")?.focus();
    } else if (isSaved && isFinal) {
      form.dataset.sending = "1";
      baseInput.value = JSON.stringify(queue.base);
      form.action = event.submitter.formAction;
      form.submit();
    }
  });

  for (const [path, value] of queue.restore()) {
    const row = rowAt(path);
    if (row) write(row, value);
  }
  window.addEventListener("pageshow", (event) => {
    delete form.dataset.sending;
    if (event.persisted) scan();
  });
  window.addEventListener("pagehide", () => queue.flush({ keepalive: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) queue.flush({ keepalive: true });
    else queue.again();
  });
  window.addEventListener("online", () => queue.again());
  window.addEventListener("focus", () => queue.again());
  window.addEventListener("beforeunload", (event) => {
    if (!copy.works && queue.size) event.preventDefault();
  });
  document.addEventListener("before-logout", (event) => event.detail.push(queue.flush()));
  document.addEventListener("logging-out", () => queue.forget());
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#f-"]');
    const row = link && document.getElementById(link.hash.slice(1));
    if (!row) return;
    event.preventDefault();
    row.scrollIntoView({ block: "center", behavior: "instant" });
    controlOf(row)?.focus({ preventScroll: true });
  });

  for (const clash of form.querySelectorAll("[data-clash]:not([hidden])")) hideClash(clash.closest("[data-path]"));
  offerLastYear(form, (row) => changed(row, CHOSEN));
  steer(form, (row) => changed(row, CHOSEN), () => {
    scan();
    return queue.flush();
  });
  askedOnly(form);
  form.classList.add("is-live");
}

if (form) begin();

// One household's row: its own queue to the server, its own state, errors and conflicts.

import { same } from "../review/fields.js";
import { LocalCopy } from "../review/local_copy.js";
import { Queue } from "../review/queue.js";
import { askedOnly, controlAt, controlsOf, emptyOf, read, write } from "./cells.js";

const LABELS = { saving: "Đang lưu", bad: "Có lỗi", clash: "Xung đột" };

export class GridRow {
  constructor(element, columns, officer, onTrouble, onTold) {
    Object.assign(this, { element, columns, onTold, errors: new Map() });
    this.form = element.querySelector("form");
    this.copy = new LocalCopy(officer, element.dataset.review);
    this.queue = new Queue({
      url: element.dataset.saveUrl,
      officer: Number(officer),
      base: this.#base(),
      copy: this.copy,
      onLeft: (clock) => this.#say(clock),
      onSaved: (answer) => this.#saved(answer),
      onTrouble: (trouble, left) => {
        this.#state(`Chưa lưu ${left} ô, còn giữ trên máy này`, "bad");
        onTrouble(trouble);
      },
    });
    for (const [path, value] of this.queue.restore()) {
      const control = controlAt(element, path);
      if (control) write(control, columns.get(path), value);
    }
    askedOnly(element, columns);
  }

  #base() {
    const held = JSON.parse(this.form.elements.base.value);
    for (const [path, column] of this.columns) held[path] ??= emptyOf(column);
    return held;
  }

  changed(control, wait) {
    this.queue.change(control.name, read(control, this.columns.get(control.name)), wait);
    if (this.queue.size) this.#state(LABELS.saving, "");
    askedOnly(this.element, this.columns);
  }

  // What the browser put back after a reload, or a script never saw.
  scan() {
    for (const control of controlsOf(this.element)) {
      if (control.disabled) continue;
      const value = read(control, this.columns.get(control.name));
      if (!same(value, this.queue.base[control.name])) this.changed(control, 150);
    }
  }

  async submit() {
    this.scan();
    if (!(await this.queue.flush())) {
      this.element.querySelector("[data-keep-mine]")?.focus();
      return;
    }
    const body = new FormData();
    body.set("nop", "1");
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    try {
      const response = await fetch(this.element.dataset.rowUrl, { method: "POST", headers, body });
      const answer = await response.json();
      if (response.ok) this.#submitted(answer);
      else this.#state(answer.detail, "bad");
    } catch {
      this.#state("Chưa nộp được: mất kết nối hoặc phiên làm việc đã hết", "bad");
    }
  }

  #submitted(answer) {
    this.element.querySelector("[data-live]").innerHTML = answer.row;
    this.problems = answer.problems;
    this.#notes();
    if (!answer.is_done) {
      this.#state("Chưa nộp: còn thiếu", "bad");
      return;
    }
    for (const control of controlsOf(this.element)) control.disabled = true;
    this.element.querySelector(".grid-acts")?.remove();
    this.#state("Đã nộp phiếu", "done");
  }

  #saved(answer) {
    for (const path of Object.keys(answer.accepted)) {
      if (answer.unread[path]) this.errors.set(path, answer.unread[path]);
      else this.errors.delete(path);
    }
    for (const [path, text] of Object.entries(answer.refused)) this.errors.set(path, text);
    this.shown = { ...this.shown, ...answer.conflicts };
    this.problems = [];
    this.element.querySelector("[data-live]").innerHTML = answer.row;
    this.#notes();
    this.#say(answer.saved_at);
  }

  #say(clock) {
    if (this.queue.clashes.size) this.#state(LABELS.clash, "clash");
    else if (this.errors.size) this.#state(LABELS.bad, "bad");
    else this.#state(this.queue.size ? LABELS.saving : `Đã lưu ${clock}`, "");
  }

  #state(text, state) {
    const line = this.element.querySelector(".grid-state");
    line.textContent = text;
    line.dataset.state = state;
  }

  // Errors and conflicts in words, and marks at their cells.
  #notes() {
    const list = this.element.querySelector("[data-notes]");
    list.replaceChildren();
    for (const control of controlsOf(this.element)) {
      const text = this.errors.get(control.name) ?? "";
      control.title = text;
      control.classList.toggle("is-clashing", this.queue.clashes.has(control.name));
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    for (const text of this.errors.values()) list.append(this.#item(text));
    for (const path of this.queue.clashes.keys()) list.append(this.#clash(path));
    for (const problem of this.problems ?? []) list.append(this.#item(problem.message, problem.href));
    this.onTold();
  }

  #item(text, href = "") {
    const item = document.createElement("li");
    if (!href || href.startsWith("#")) {
      item.textContent = text;
      return item;
    }
    const link = document.createElement("a");
    link.href = href;
    link.textContent = text;
    item.append(link);
    return item;
  }

  #clash(path) {
    const { by, shown } = this.shown[path];
    const template = document.querySelector("[data-clash-template]");
    const item = template.content.firstElementChild.cloneNode(true);
    const label = this.columns.get(path)?.label ?? "";
    item.querySelector("[data-clash-text]").textContent = `${label}: ${by} đã ghi “${shown}”.`;
    item.querySelector("[data-keep-mine]").onclick = () => {
      this.queue.keepMine(path);
      this.#notes();
    };
    item.querySelector("[data-take-theirs]").onclick = () => {
      const theirs = this.queue.takeTheirs(path);
      const control = controlAt(this.element, path);
      if (control) write(control, this.columns.get(path), theirs);
      this.errors.delete(path);
      askedOnly(this.element, this.columns);
      this.#notes();
      control?.focus();
    };
    return item;
  }
}
